// The C callbacks SQLite wants, in terms of SimulatedDisk. Single-threaded by contract.
#include "crash/power_cut_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <new>
#include <vector>

namespace bursar::crash {
namespace {

/// Locks and the WAL index of one database file, as all its connections share them.
struct Coordination {
  int readers = 0;  ///< connections at SHARED or above
  const void* reserved = nullptr;
  const void* pending = nullptr;
  const void* exclusive = nullptr;
  std::vector<std::unique_ptr<std::array<char, 32'768>>> index;  ///< the shared memory, region by
                                                                 ///< region
  std::array<int, SQLITE_SHM_NLOCK> shared_slots{};
  std::array<const void*, SQLITE_SHM_NLOCK> exclusive_slots{};
  int mapped = 0;  ///< connections that use the index
};

int code_of(Fault fault, int io_code) {
  if (fault == Fault::none) return SQLITE_OK;
  return fault == Fault::disk_full ? SQLITE_FULL : io_code;
}

}  // namespace

/// The disk and the locks of all its files.
struct SharedFiles {
  SimulatedDisk& disk;
  std::map<std::string, std::shared_ptr<Coordination>> coordination;
};

namespace {

/// What SQLite allocates per open file.
struct OpenFile {
  sqlite3_file base;
  SharedFiles* vfs;
  std::shared_ptr<SimulatedFile> file;
  std::shared_ptr<Coordination> locks;
  int level;
  bool mapped;
  std::array<bool, SQLITE_SHM_NLOCK> shared_slots;
};

struct VfsCalls {
  static OpenFile& of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
  static SharedFiles& of(sqlite3_vfs* vfs) { return *static_cast<SharedFiles*>(vfs->pAppData); }

  // --- one file ---
  static int close(sqlite3_file* handle) {
    OpenFile& open = of(handle);
    unlock(handle, SQLITE_LOCK_NONE);
    if (open.mapped) unmap(handle, 0);
    open.~OpenFile();
    return SQLITE_OK;
  }
  static int read(sqlite3_file* handle, void* to, int length, sqlite3_int64 offset) {
    OpenFile& open = of(handle);
    if (open.vfs->disk.is_dark()) return SQLITE_IOERR_READ;
    const std::string& content = open.file->current;
    const auto wanted = static_cast<std::size_t>(length);
    const auto start = std::min(static_cast<std::size_t>(offset), content.size());
    const std::size_t got = content.copy(static_cast<char*>(to), wanted, start);
    if (got == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(to) + got, 0, wanted - got);
    return SQLITE_IOERR_SHORT_READ;
  }
  static int write(sqlite3_file* handle, const void* from, int length, sqlite3_int64 offset) {
    OpenFile& open = of(handle);
    const std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(length));
    return code_of(open.vfs->disk.write(*open.file, offset, bytes), SQLITE_IOERR_WRITE);
  }
  static int truncate(sqlite3_file* handle, sqlite3_int64 size) {
    OpenFile& open = of(handle);
    return code_of(open.vfs->disk.truncate(*open.file, size), SQLITE_IOERR_TRUNCATE);
  }
  static int sync(sqlite3_file* handle, int) {
    OpenFile& open = of(handle);
    // A sync that finds the disk full is an I/O error to its caller, as on Linux.
    return open.vfs->disk.sync(*open.file) == Fault::none ? SQLITE_OK : SQLITE_IOERR_FSYNC;
  }
  static int file_size(sqlite3_file* handle, sqlite3_int64* size) {
    if (of(handle).vfs->disk.is_dark()) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(of(handle).file->current.size());
    return SQLITE_OK;
  }
  static int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return 512; }
  // What the platform's own VFS claims by default.
  static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  // --- locks of the database file ---
  static int lock(sqlite3_file* handle, int level) {
    OpenFile& open = of(handle);
    Coordination& locks = *open.locks;
    const auto foreign = [&](const void* holder) { return holder != nullptr && holder != &open; };
    if (open.level >= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED) {
      if (foreign(locks.pending) || foreign(locks.exclusive)) return SQLITE_BUSY;
      ++locks.readers;
    } else if (level == SQLITE_LOCK_RESERVED) {
      if (foreign(locks.reserved)) return SQLITE_BUSY;
      locks.reserved = &open;
    } else {
      if (foreign(locks.pending) || foreign(locks.reserved)) return SQLITE_BUSY;
      locks.pending = &open;
      if (locks.readers > 1) return SQLITE_BUSY;
      locks.exclusive = &open;
    }
    open.level = level;
    return SQLITE_OK;
  }
  static int unlock(sqlite3_file* handle, int level) {
    OpenFile& open = of(handle);
    Coordination& locks = *open.locks;
    for (const void** holder : {&locks.reserved, &locks.pending, &locks.exclusive})
      if (*holder == &open) *holder = nullptr;
    if (level == SQLITE_LOCK_NONE && open.level != SQLITE_LOCK_NONE) --locks.readers;
    open.level = std::min(open.level, level);
    return SQLITE_OK;
  }
  static int check_reserved(sqlite3_file* handle, int* held) {
    *held = of(handle).locks->reserved != nullptr ? 1 : 0;
    return SQLITE_OK;
  }

  // --- the WAL index ---
  static int map(sqlite3_file* handle, int region, int size, int extend, void volatile** memory) {
    OpenFile& open = of(handle);
    Coordination& locks = *open.locks;
    *memory = nullptr;
    if (size != static_cast<int>(sizeof(std::array<char, 32'768>))) return SQLITE_IOERR_SHMMAP;
    if (!open.mapped) ++locks.mapped;
    open.mapped = true;
    const auto wanted = static_cast<std::size_t>(region) + 1;
    if (locks.index.size() < wanted && extend == 0) return SQLITE_OK;
    while (locks.index.size() < wanted) {
      locks.index.push_back(std::make_unique<std::array<char, 32'768>>());
      locks.index.back()->fill('\0');
    }
    *memory = locks.index[static_cast<std::size_t>(region)]->data();
    return SQLITE_OK;
  }
  static int lock_slots(sqlite3_file* handle, int first, int count, int flags) {
    OpenFile& open = of(handle);
    Coordination& locks = *open.locks;
    const auto begin = static_cast<std::size_t>(first);
    const auto end = begin + static_cast<std::size_t>(count);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      for (std::size_t i = begin; i < end; ++i) {
        if (open.shared_slots[i]) --locks.shared_slots[i];
        open.shared_slots[i] = false;
        if (locks.exclusive_slots[i] == &open) locks.exclusive_slots[i] = nullptr;
      }
      return SQLITE_OK;
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (locks.exclusive_slots[i] != nullptr && locks.exclusive_slots[i] != &open)
        return SQLITE_BUSY;
      const int others = locks.shared_slots[i] - (open.shared_slots[i] ? 1 : 0);
      if ((flags & SQLITE_SHM_EXCLUSIVE) != 0 && others > 0) return SQLITE_BUSY;
    }
    for (std::size_t i = begin; i < end; ++i) {
      if ((flags & SQLITE_SHM_EXCLUSIVE) != 0) {
        locks.exclusive_slots[i] = &open;
      } else if (!open.shared_slots[i]) {
        open.shared_slots[i] = true;
        ++locks.shared_slots[i];
      }
    }
    return SQLITE_OK;
  }
  static void barrier(sqlite3_file*) {}
  static int unmap(sqlite3_file* handle, int) {
    OpenFile& open = of(handle);
    if (!open.mapped) return SQLITE_OK;
    lock_slots(handle, 0, SQLITE_SHM_NLOCK, SQLITE_SHM_UNLOCK);
    open.mapped = false;
    if (--open.locks->mapped == 0) open.locks->index.clear();
    return SQLITE_OK;
  }

  // --- the file system ---
  static int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* handle, int flags,
                       int* out_flags) {
    static constexpr sqlite3_io_methods k_methods{2,
                                                  close,
                                                  read,
                                                  write,
                                                  truncate,
                                                  sync,
                                                  file_size,
                                                  lock,
                                                  unlock,
                                                  check_reserved,
                                                  file_control,
                                                  sector_size,
                                                  characteristics,
                                                  map,
                                                  lock_slots,
                                                  barrier,
                                                  unmap,
                                                  nullptr,
                                                  nullptr};
    handle->pMethods = nullptr;
    SharedFiles& shared = of(vfs);
    const std::string path = name == nullptr ? "" : name;
    // Temporary files live in memory in this build (SQLITE_TEMP_STORE).
    if (path.empty()) return SQLITE_CANTOPEN;
    auto file = shared.disk.open(path, (flags & SQLITE_OPEN_CREATE) != 0);
    if (file == nullptr) return SQLITE_CANTOPEN;
    auto& locks = shared.coordination[path];
    if (locks == nullptr) locks = std::make_shared<Coordination>();
    new (handle)
        OpenFile{{&k_methods}, &shared, std::move(file), locks, SQLITE_LOCK_NONE, false, {}};
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }
  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    if (!of(vfs).disk.exists(name)) return SQLITE_IOERR_DELETE_NOENT;
    return code_of(of(vfs).disk.remove(name, sync_folder != 0), SQLITE_IOERR_DELETE);
  }
  static int access(sqlite3_vfs* vfs, const char* name, int, int* result) {
    *result = of(vfs).disk.exists(name) ? 1 : 0;
    return SQLITE_OK;
  }
  static int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
  }
  static int randomness(sqlite3_vfs* vfs, int length, char* out) {
    of(vfs).disk.random().fill(
        {reinterpret_cast<unsigned char*>(out), static_cast<std::size_t>(length)});
    return length;
  }
  static int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
  static int current_time(sqlite3_vfs* vfs, sqlite3_int64* julian_ms) {
    constexpr sqlite3_int64 k_unix_epoch = 210'866'760'000'000;
    *julian_ms = of(vfs).disk.now_ms() + k_unix_epoch;
    return SQLITE_OK;
  }
  static int last_error(sqlite3_vfs*, int, char*) { return 0; }
};

}  // namespace

PowerCutVfs::PowerCutVfs(SimulatedDisk& disk)
    : shared_(new SharedFiles{disk, {}}), vfs_(std::make_unique<sqlite3_vfs>()) {
  // Distinct while both live, which is all SQLite asks.
  name_ = "power_cut_" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
  *vfs_ = {};
  vfs_->iVersion = 2;
  vfs_->szOsFile = sizeof(OpenFile);
  vfs_->mxPathname = 256;
  vfs_->zName = name_.c_str();
  vfs_->pAppData = shared_.get();
  vfs_->xOpen = VfsCalls::open_file;
  vfs_->xDelete = VfsCalls::remove;
  vfs_->xAccess = VfsCalls::access;
  vfs_->xFullPathname = VfsCalls::full_path;
  vfs_->xRandomness = VfsCalls::randomness;
  vfs_->xSleep = VfsCalls::sleep;
  vfs_->xGetLastError = VfsCalls::last_error;
  vfs_->xCurrentTimeInt64 = VfsCalls::current_time;
  sqlite3_vfs_register(vfs_.get(), 0);
}

PowerCutVfs::~PowerCutVfs() { sqlite3_vfs_unregister(vfs_.get()); }

}  // namespace bursar::crash
