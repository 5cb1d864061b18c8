// Connecting, preparing, binary parameters and results, and what an SQLSTATE means.
#include "storage/postgres/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/text.hpp"
#include "storage/sql_text.hpp"

namespace bursar::storage::postgres {
namespace {

constexpr std::size_t k_statements_max = 512;
constexpr int k_version_min = 150'000;
constexpr int k_binary = 1;

enum TypeOid : Oid {
  k_bool = 16,
  k_bytea = 17,
  k_int8 = 20,
  k_int2 = 21,
  k_int4 = 23,
  k_text = 25,
  k_varchar = 1043
};

std::int64_t big_endian(std::string_view bytes) {
  // Sign-extends from the first byte.
  std::uint64_t value = (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}
  bool is_null(int column) const override {
    check(column >= 0 && column < PQnfields(result_), "column number outside the row");
    return PQgetisnull(result_, row_, column) != 0;
  }
  std::int64_t i64(int column) const override {
    const std::string_view bytes = value(column, {k_int8, k_int4, k_int2, k_bool}, "an integer");
    return type(column) == k_bool ? bytes[0] : big_endian(bytes);
  }
  std::string_view text(int column) const override {
    return value(column, {k_text, k_varchar}, "text");
  }
  std::string_view blob(int column) const override { return value(column, {k_bytea}, "bytes"); }

 private:
  Oid type(int column) const { return PQftype(result_, column); }
  std::string_view value(int column, std::initializer_list<Oid> types,
                         std::string_view noun) const {
    check(!is_null(column), "reading a column that is NULL");
    if (std::find(types.begin(), types.end(), type(column)) == types.end())
      throw Bug(
          fmt::format("column {} has the type with oid {}, not {}; a sum needs a cast to bigint",
                      column, type(column), noun),
          std::source_location::current());
    return {PQgetvalue(result_, row_, column),
            static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }
  const PGresult* result_;
  int row_;
};

char letter_of(const Param& param) {
  static constexpr std::array<char, 4> k_letters{'n', 'i', 't', 'b'};
  return k_letters[param.value().index()];
}

Oid oid_of(char letter) {
  if (letter == 'i') return k_int8;
  if (letter == 't') return k_text;
  return letter == 'b' ? Oid{k_bytea} : Oid{0};  // the server infers the type of a NULL
}

// The four arrays libpq wants; integers are kept here in network order.
class Bound {
 public:
  explicit Bound(const Params& params)
      : values(params.size()),
        lengths(params.size()),
        formats(params.size(), k_binary),
        integers_(params.size()) {
    for (std::size_t i = 0; i < params.size(); ++i) set(i, params[i]);
  }
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;

 private:
  void set(std::size_t i, const Param& param) {
    if (const auto* number = std::get_if<std::int64_t>(&param.value())) {
      auto& bytes = integers_[i];
      for (std::size_t b = 0; b < bytes.size(); ++b)
        bytes[b] = static_cast<char>(static_cast<std::uint64_t>(*number) >> (56 - 8 * b));
      set_bytes(i, {bytes.data(), bytes.size()});
    } else if (const auto* text = std::get_if<std::string>(&param.value())) {
      if (text->find('\0') != std::string::npos)
        throw StorageError("text with a zero byte cannot be stored");
      set_bytes(i, *text);
    } else if (const auto* blob = std::get_if<Blob>(&param.value())) {
      set_bytes(i, blob->bytes);
    }
  }
  void set_bytes(std::size_t i, std::string_view bytes) {
    values[i] = bytes.data();
    lengths[i] = static_cast<int>(bytes.size());
  }
  std::vector<std::array<char, 8>> integers_;
};

Remedy remedy_for(std::string_view state, bool lost) {
  // 57P01 to 57P03: the server is stopping or starting; the connection ends with this answer.
  if (lost || state.starts_with("08") || state.starts_with("57P")) return Remedy::reconnect;
  if (state == "40001" || state == "40P01") return Remedy::run_again;
  return Remedy::none;
}

}  // namespace

Connection::Connection(std::string url, bool require_durable)
    : url_(std::move(url)), require_durable_(require_durable) {
  reconnect();
}

void Connection::reconnect() {
  handle_.reset();
  by_sql_.clear();
  texts_.clear();
  // The URL comes last of all, so it may override these.
  const std::array<const char*, 7> keywords{"connect_timeout",
                                            "application_name",
                                            "client_encoding",
                                            "tcp_user_timeout",
                                            "keepalives_idle",
                                            "dbname",
                                            nullptr};
  const std::array<const char*, 7> values{"5",  "bursar",     "UTF8", "15000",
                                          "10", url_.c_str(), nullptr};
  handle_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (PQstatus(handle_.get()) != CONNECTION_OK)
    throw PostgresError(
        fmt::format("cannot connect to PostgreSQL: {}", trim(PQerrorMessage(handle_.get()))),
        Remedy::reconnect);
  PQsetNoticeProcessor(
      handle_.get(), [](void*, const char*) {}, nullptr);
  require_suitable();
}

// Text must sort by its bytes, as in SQLite: pages of a list continue behind their last name, and
// an order that changes with the server's libraries would break indexes.
void Connection::require_byte_order() {
  const std::string found = setting(
      "select pg_encoding_to_char(encoding) || ' ' || cast(datlocprovider as text) || ' ' || "
      "datcollate from pg_database where datname = current_database()");
  // Provider c is the C library; b is PostgreSQL's own since 17, whose collations all sort so.
  for (const char* suitable : {"UTF8 c C", "UTF8 c POSIX", "UTF8 c C.UTF-8", "UTF8 c C.utf8"})
    if (found == suitable) return;
  if (found.starts_with("UTF8 b ")) return;
  const std::string encoding = found.substr(0, found.find(' '));
  const bool icu = found.find(" i ") != std::string::npos;
  const std::string name = PQdb(handle_.get());
  throw StorageError(fmt::format(
      "the PostgreSQL database {} has encoding {} and collation {}; encoding UTF8 and collation "
      "C.UTF-8 are needed, and neither can be changed later. Create the database anew: dropdb {}; "
      "createdb --template=template0 --encoding=UTF8 --locale-provider=libc --locale=C.UTF-8 {}",
      name, encoding, icu ? "of the ICU library" : found.substr(encoding.size() + 3), name, name));
}

void Connection::require_suitable() {
  if (PQserverVersion(handle_.get()) < k_version_min)
    throw StorageError(fmt::format("PostgreSQL {} is too old; 15 is needed",
                                   PQserverVersion(handle_.get()) / 10'000));
  require_byte_order();
  // Write functions do no I/O of their own: a session that idles inside one has lost its process,
  // and must not keep the others from writing.
  run("set idle_in_transaction_session_timeout = 10000");
  if (!require_durable_) return;
  if (setting("show fsync") != "on" || setting("show full_page_writes") != "on")
    throw StorageError("the PostgreSQL server runs with fsync or full_page_writes off");
  if (setting("show synchronous_commit") == "off") run("set synchronous_commit = on");
}

Connection::Text& Connection::text_of(std::string_view sql) {
  if (const auto found = by_sql_.find(sql); found != by_sql_.end()) return *found->second;
  if (texts_.size() >= k_statements_max) {
    run("deallocate all");
    by_sql_.clear();
    texts_.clear();
  }
  texts_.push_back(std::make_unique<Text>(Text{std::string(sql), placeholder_max(sql), {}}));
  by_sql_.emplace(texts_.back()->sql, texts_.back().get());
  return *texts_.back();
}

const std::string& Connection::prepare(std::string_view sql, const Params& params) {
  Text& text = text_of(sql);
  if (static_cast<int>(params.size()) != text.placeholders)
    throw Bug(fmt::format("{} parameters for {} placeholders in: {}", params.size(),
                          text.placeholders, sql),
              std::source_location::current());
  std::string types;
  for (const Param& param : params) types += letter_of(param);
  for (const Variant& variant : text.variants)
    if (variant.types == types) return variant.name;
  std::vector<Oid> oids;
  for (const char letter : types) oids.push_back(oid_of(letter));
  std::string name = fmt::format("s{}", ++named_);
  const ResultPtr result(PQprepare(handle_.get(), name.c_str(), text.sql.c_str(),
                                   static_cast<int>(oids.size()), oids.data()));
  require_success(result.get(), sql);
  text.variants.push_back({std::move(types), std::move(name)});
  return text.variants.back().name;
}

ResultPtr Connection::execute(std::string_view sql, const Params& params) {
  const std::string& name = prepare(sql, params);
  const Bound bound(params);
  ResultPtr result(PQexecPrepared(handle_.get(), name.c_str(), static_cast<int>(params.size()),
                                  bound.values.data(), bound.lengths.data(), bound.formats.data(),
                                  k_binary));
  require_success(result.get(), sql);
  return result;
}

std::int64_t Connection::exec(std::string_view sql, const Params& params) {
  const ResultPtr result = execute(sql, params);
  if (std::string_view(PQcmdStatus(result.get())).starts_with("SELECT")) return 0;
  const std::string_view rows = PQcmdTuples(result.get());
  return rows.empty() ? 0 : std::stoll(std::string(rows));
}

void Connection::query(std::string_view sql, const Params& params, const RowVisitor& visit) {
  const ResultPtr result = execute(sql, params);
  const int rows = PQntuples(result.get());
  for (int row = 0; row < rows; ++row) visit(PostgresRow(result.get(), row));
}

std::string Connection::run(const char* sql) {
  const ResultPtr result(PQexec(handle_.get(), sql));
  require_success(result.get(), sql);
  return PQcmdStatus(result.get());
}

std::string Connection::setting(const char* sql) {
  const ResultPtr result(PQexec(handle_.get(), sql));
  require_success(result.get(), sql);
  return PQntuples(result.get()) == 0 ? std::string() : std::string(PQgetvalue(result.get(), 0, 0));
}

void Connection::require_success(const PGresult* result, std::string_view sql) {
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
    return;
  const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string_view state = field == nullptr ? "" : field;
  // The primary message alone: the detail would carry values of the row.
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string what =
      fmt::format("postgres: {} ({}) in: {}",
                  primary == nullptr ? trim(PQerrorMessage(handle_.get())) : primary, state, sql);
  if (state.starts_with("23")) throw ConstraintError(what);
  throw PostgresError(what, remedy_for(state, is_lost()));
}

}  // namespace bursar::storage::postgres
