// The gate of views. Reads are remembered in memory only to spare the trail repeats: a restart or a
// full memory writes some of them again, and never leaves one out.
#include "identity/http_view_gate.hpp"

#include <algorithm>
#include <array>

#include "net/await.hpp"

namespace bursar::identity {
namespace {

using net::Request;
using net::Route;
using net::Task;

constexpr std::size_t k_seen_max = 20'000;
constexpr std::size_t k_subject_max = 60;

/// The ways out.
constexpr std::array<std::string_view, 2> k_leaving{"end_view", "sign_out"};
/// Reads that need no permission and say nothing about the one who is looked as.
constexpr std::array<std::string_view, 3> k_impersonal{"read_session", "read_reference",
                                                       "list_granters"};

template <class Names>
bool names(const Names& list, const std::string& operation) {
  return std::find(list.begin(), list.end(), operation) != list.end();
}

bool writes(const Route& route) { return route.method != net::Method::get; }

struct Subject {
  std::string kind;
  std::string id;
};

// What the last {name_id} of the path stands for.
Subject subject_of(const Route& route, const Request& request) {
  const std::size_t open = route.path.rfind('{');
  if (open == std::string::npos) return {};
  const std::size_t close = route.path.find('}', open);
  const std::string name = route.path.substr(open + 1, close - open - 1);
  const std::string kind = name.ends_with("_id") ? name.substr(0, name.size() - 3) : name;
  return {kind, std::string(request.param(name).substr(0, k_subject_max))};
}

}  // namespace

std::optional<Error> ViewGate::refusal(const Route& route) {
  if (names(k_leaving, route.operation_id)) return std::nullopt;
  if (writes(route))
    return Error{ErrorKind::forbidden,
                 "view_only",
                 "you are looking as somebody else: nothing can be changed until you leave",
                 {},
                 {}};
  const bool personal = route.permission.empty() || route.permission == "self";
  if (!personal || names(k_impersonal, route.operation_id)) return std::nullopt;
  return Error{ErrorKind::forbidden,
               "not_in_view",
               "pages about oneself are shut while looking as somebody else",
               {},
               {}};
}

Error ViewGate::ended(const Look& look) {
  Error error{ErrorKind::forbidden, "view_ended", "the look has ended", {}, {}};
  error.details.emplace_back("reason", look.over);
  return error;
}

Task<Result<void>> ViewGate::close(const Request& request, const Look& look) {
  const Call call = services_.ports.call(request.actor);
  auto record = [call, view = look.view, why = look.over](Tx& tx) {
    return close_view(tx, call, view, why);
  };
  co_return co_await net::write(services_.db, std::move(record));
}

Task<Result<void>> ViewGate::note_refusal(const Route& route, const Request& request,
                                          const Look& look) {
  const Call call = services_.ports.call(request.actor);
  auto record = [call, view = look.view, operation = route.operation_id](Tx& tx) {
    return record_view_refusal(tx, call, view, operation);
  };
  co_return co_await net::write(services_.db, std::move(record));
}

bool ViewGate::is_noted(const std::string& what) {
  const std::lock_guard lock(mutex_);
  return seen_.contains(what);
}

void ViewGate::remember(std::string what) {
  const std::lock_guard lock(mutex_);
  if (seen_.size() >= k_seen_max) seen_.clear();
  seen_.insert(std::move(what));
}

Task<Result<void>> ViewGate::note_read(const Route& route, const Request& request,
                                       const Look& look) {
  const bool personal = route.permission.empty() || route.permission == "self";
  if (writes(route) || personal) co_return ok();
  const Subject subject = subject_of(route, request);
  std::string what = look.view.id.text() + " " + route.operation_id + " " + subject.id;
  if (is_noted(what)) co_return ok();
  const Call call = services_.ports.call(request.actor);
  auto record = [call, view = look.view, operation = route.operation_id, subject](Tx& tx) {
    return record_view_read(tx, call, view, operation, subject.kind, subject.id);
  };
  auto noted = co_await net::write(services_.db, std::move(record));
  if (noted) remember(std::move(what));
  co_return noted;
}

}  // namespace bursar::identity
