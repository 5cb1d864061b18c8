// Profiles, versions and plans → JSON.
#include "routing/http_view.hpp"

#include <set>

#include "routing/content.hpp"

namespace bursar::routing {
namespace {

namespace json = boost::json;

template <class T>
json::value or_null(const std::optional<T>& instant) {
  return instant ? json::value(instant->ms) : json::value();
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

std::string title_of(const std::vector<providers::ProviderAccount>& accounts,
                     ProviderAccountId id) {
  for (const auto& account : accounts)
    if (account.id == id) return account.title;
  return id.text();
}

json::array texts(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& text : list) array.emplace_back(text);
  return array;
}

}  // namespace

json::object profile_json(const ProfileView& view) {
  const Profile& profile = view.profile;
  return {{"routing_profile_id", profile.id.text()},
          {"name", profile.name},
          {"company_id", text_or_null(profile.place.company.text())},
          {"company_name", text_or_null(view.company_name)},
          {"merchant_id", text_or_null(profile.place.merchant.text())},
          {"merchant_name", text_or_null(view.merchant_name)},
          {"active_version",
           profile.active_number == 0 ? json::value() : json::value(profile.active_number)},
          {"draft_version",
           profile.draft_number == 0 ? json::value() : json::value(profile.draft_number)},
          {"created_at", profile.created_at.ms}};
}

json::object version_row_json(const Version& version) {
  return {{"version", version.number},
          {"state", word(version.state)},
          {"revision", version.revision},
          {"created_by", version.created_by},
          {"activated_by", text_or_null(version.activated_by)},
          {"created_at", version.created_at.ms},
          {"updated_at", version.updated_at.ms},
          {"activated_at", or_null(version.activated_at)},
          {"retired_at", or_null(version.retired_at)}};
}

json::object version_json(const Version& version) {
  json::object object = version_row_json(version);
  json::object content = content_json(version.content);
  for (auto& member : content) object[member.key()] = std::move(member.value());
  // The form of each condition spares the editor one question per rule.
  for (json::value& rule : object["rules"].as_array()) {
    const auto form = rules::form_of(std::string(rule.at("condition").as_string()), schema());
    rule.as_object()["form"] = form && *form ? json::value(form_json(**form)) : json::value();
  }
  return object;
}

json::object trial_json(const Plan& plan, const std::vector<providers::ProviderAccount>& accounts) {
  json::array choices;
  for (const Choice& choice : plan.choices)
    choices.push_back(json::object{{"provider_account_id", choice.account.text()},
                                   {"title", choice.title},
                                   {"adapter", choice.adapter},
                                   {"note", text_or_null(choice.note)}});
  json::array excluded;
  for (const Exclusion& one : plan.excluded)
    excluded.push_back(json::object{{"provider_account_id", one.account.text()},
                                    {"title", title_of(accounts, one.account)},
                                    {"reason", one.reason}});
  json::array results;
  for (const RuleResult& result : plan.results)
    results.push_back(json::object{
        {"name", result.name}, {"is_enabled", result.is_enabled}, {"holds", result.holds}});
  return {{"reason", plan.reason},
          {"routing_profile_id", text_or_null(plan.profile.text())},
          {"place", text_or_null(plan.place)},
          {"version", plan.profile ? json::value(plan.version) : json::value()},
          {"rule", text_or_null(plan.rule)},
          {"strategy", plan.strategy ? json::value(word(*plan.strategy)) : json::value()},
          {"accounts", std::move(choices)},
          {"excluded", std::move(excluded)},
          {"rules", std::move(results)},
          {"refusal", plan.refusal ? json::value(refusal_json(*plan.refusal)) : json::value()}};
}

json::object form_json(const rules::Form& form) {
  json::array conditions;
  for (const rules::Condition& condition : form.conditions)
    conditions.push_back(json::object{{"field", condition.field},
                                      {"operator", condition.op},
                                      {"values", texts(condition.values)}});
  return {{"match_all", form.match_all}, {"conditions", std::move(conditions)}};
}

json::object vocabulary_json() {
  json::array fields;
  for (const rules::Field& field : schema().fields)
    fields.push_back(json::object{
        {"name", field.name}, {"type", word(field.type)}, {"words", texts(field.words)}});
  json::array classes;
  std::set<std::string_view> seen;
  for (const auto& row : providers::decline_table()) {
    if (!seen.insert(row.decline_class).second) continue;
    const Cascade open{.not_executed = NextAccount::always,
                       .technical = NextAccount::always,
                       .soft = NextAccount::always};
    classes.push_back(json::object{
        {"decline_class", row.decline_class},
        {"can_continue", next_account(open, row.decline_class) != NextAccount::never}});
  }
  return {{"fields", std::move(fields)}, {"decline_classes", std::move(classes)}};
}

}  // namespace bursar::routing
