// Query collects the text and the numbered parameters of a statement whose conditions vary. Values
// never enter the text; only the store's own literals do.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/actor.hpp"
#include "storage/storage.hpp"

namespace bursar::storage {

class Query {
 public:
  explicit Query(std::string_view sql) : sql_(sql) {}

  /// Appends text without a value.
  Query& add(std::string_view sql) {
    sql_ += sql;
    return *this;
  }
  /// Appends text that ends where a value belongs, and the value: add(" and p.state = ", state).
  Query& add(std::string_view sql, Param value) {
    sql_ += sql;
    params_.push_back(std::move(value));
    sql_ += '$';
    sql_ += std::to_string(params_.size());
    return *this;
  }
  /// Appends `sql`, then the values as "($3, $4)"; an empty list matches nothing: "(null)".
  template <class Range>
  Query& add_list(std::string_view sql, const Range& values) {
    sql_ += sql;
    sql_ += '(';
    bool first = true;
    for (const auto& value : values) {
      add(first ? "" : ", ", Param(value));
      first = false;
    }
    sql_ += first ? "null)" : ")";
    return *this;
  }

  const std::string& sql() const { return sql_; }
  const Params& params() const { return params_; }

  template <class F>
  auto one(Tx& tx, F map) const {
    return tx.one(sql_, params_, std::move(map));
  }
  template <class F>
  auto all(Tx& tx, F map) const {
    return tx.all(sql_, params_, std::move(map));
  }

 private:
  std::string sql_;
  Params params_;
};

/// Restricts a query to the scope: nothing for everything(), " and 1 = 0" for a scope that reaches
/// nothing, else " and (company in (…) or merchant in (…))".
void scope_filter(Query& query, const Scope& scope, std::string_view company_column,
                  std::string_view merchant_column);
/// The same for rows of a project: projects in scope are reached as well.
void scope_filter(Query& query, const Scope& scope, std::string_view company_column,
                  std::string_view merchant_column, std::string_view project_column);

}  // namespace bursar::storage
