// Settings that jemalloc reads before main(): few arenas, and unused pages returned within a
// second, so that an idle server stays small.
extern "C" {
extern const char* const malloc_conf;
const char* const malloc_conf = "narenas:4,dirty_decay_ms:1000,muzzy_decay_ms:0";
}
