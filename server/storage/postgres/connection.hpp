// One PostgreSQL connection with its prepared statements; used by one thread at a time. Values
// travel in binary: BIGINT, TEXT and BYTEA, nothing else.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/storage.hpp"

namespace bursar::storage::postgres {

/// What a failed statement means for the function that ran it.
enum class Remedy {
  none,       ///< running it again would fail again
  run_again,  ///< lost a race against another transaction (40001, 40P01); nothing was committed
  reconnect,  ///< the connection is gone; before COMMIT was sent nothing was committed
};

class PostgresError : public StorageError {
 public:
  PostgresError(const std::string& what, Remedy remedy) : StorageError(what), remedy_(remedy) {}
  Remedy remedy() const { return remedy_; }

 private:
  Remedy remedy_;
};

struct ConnectionFinish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ResultClear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ResultClear>;

class Connection {
 public:
  /// Connects and checks version, collation and (unless waived) that commits are synced.
  Connection(std::string url, bool require_durable);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::int64_t exec(std::string_view sql, const Params& params);
  void query(std::string_view sql, const Params& params, const RowVisitor& visit);
  /// One or more statements without parameters; returns the last command's tag ("COMMIT").
  std::string run(const char* sql);
  std::string setting(const char* sql);

  bool is_lost() const { return handle_ == nullptr || PQstatus(handle_.get()) != CONNECTION_OK; }
  bool in_transaction() const { return PQtransactionStatus(handle_.get()) != PQTRANS_IDLE; }
  /// Replaces a lost connection. Throws StorageError when the server cannot be reached.
  void reconnect();

 private:
  struct Variant {
    std::string types;  ///< one letter per parameter
    std::string name;
  };
  struct Text {
    std::string sql;
    int placeholders = 0;
    std::vector<Variant> variants;
  };

  void require_suitable();
  void require_byte_order();
  ResultPtr execute(std::string_view sql, const Params& params);
  const std::string& prepare(std::string_view sql, const Params& params);
  Text& text_of(std::string_view sql);
  /// Throws unless the result is a success.
  void require_success(const PGresult* result, std::string_view sql);

  const std::string url_;
  const bool require_durable_;
  std::unique_ptr<PGconn, ConnectionFinish> handle_;
  std::int64_t named_ = 0;  ///< statements named so far, for the next name
  std::vector<std::unique_ptr<Text>> texts_;
  std::unordered_map<std::string_view, Text*> by_sql_;
};

}  // namespace bursar::storage::postgres
