// The one place where a scope becomes SQL.
#include "storage/query.hpp"

namespace bursar::storage {

void scope_filter(Query& query, const Scope& scope, std::string_view company_column,
                  std::string_view merchant_column) {
  if (scope.everything()) return;
  const bool companies = !scope.companies().empty();
  const bool merchants = !scope.merchants().empty();
  if (!companies && !merchants) {
    query.add(" and 1 = 0");
    return;
  }
  query.add(" and (");
  if (companies) query.add(company_column).add_list(" in ", scope.companies());
  if (companies && merchants) query.add(" or ");
  if (merchants) query.add(merchant_column).add_list(" in ", scope.merchants());
  query.add(")");
}

}  // namespace bursar::storage
