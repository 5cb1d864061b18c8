// SMTP by libcurl: certificates verified, STARTTLS demanded, authentication only under TLS. What is
// certain and what is not: once the last byte of a mail has been handed over and no answer came,
// the server may have taken it.
#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include <curl/curl.h>

#include "notify/runner_gateways.hpp"

namespace bursar::notify {
namespace {

// The type is spelled as libcurl's own, which takes nothing else through its variadic options.
constexpr long k_connect_ms = 10'000;  // NOLINT(google-runtime-int)
constexpr long k_total_ms = 45'000;    // NOLINT(google-runtime-int)

struct Upload {
  std::string bytes;
  std::size_t sent = 0;
  bool complete = false;  ///< libcurl has been told that this was all
};

std::size_t hand_over(char* buffer, std::size_t size, std::size_t count, void* context) {
  auto& upload = *static_cast<Upload*>(context);
  const std::size_t room = std::min(size * count, upload.bytes.size() - upload.sent);
  std::memcpy(buffer, upload.bytes.data() + upload.sent, room);
  upload.sent += room;
  upload.complete = upload.complete || room == 0;
  return room;
}

int is_stopping(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(context)->load() ? 1 : 0;
}

struct Done {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Done>;
using List = std::unique_ptr<curl_slist, Done>;

std::string domain_of(const std::string& address) { return address.substr(address.find('@') + 1); }

void set_server(CURL* handle, const MailServer& server) {
  const std::string scheme = server.tls == MailTls::tls ? "smtps://" : "smtp://";
  // The path is the name this machine gives itself in EHLO.
  const std::string url = scheme + server.host + ":" + std::to_string(server.port) + "/" +
                          domain_of(server.from_address);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_USE_SSL,
                   server.tls == MailTls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  if (!server.authorities_file.empty())
    curl_easy_setopt(handle, CURLOPT_CAINFO, server.authorities_file.c_str());
  if (server.user.empty()) return;
  curl_easy_setopt(handle, CURLOPT_USERNAME, server.user.c_str());
  curl_easy_setopt(handle, CURLOPT_PASSWORD, std::string(server.password.reveal()).c_str());
}

Letter letter_of(const MailServer& server, const Claim& claim) {
  Letter letter;
  letter.from_name = server.from_name;
  letter.from_address = server.from_address;
  letter.reply_to = server.reply_to;
  letter.to = claim.to;
  letter.message_id = claim.id.text() + "@" + domain_of(server.from_address);
  letter.date = claim.created_at;
  letter.subject = claim.subject;
  letter.text = claim.text.reveal();
  return letter;
}

// What the server answered last decides: 5xx about this mail is final, everything else is worth
// another try, and silence after the whole mail is not known.
Outcome outcome_of(CURLcode code, std::int64_t answer, bool complete) {
  if (code == CURLE_OK) return Outcome::sent;
  const bool refused_by_server = answer >= 400;
  if (complete && !refused_by_server) return Outcome::unknown;
  const bool about_this_mail =
      code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY;
  return about_this_mail && answer >= 500 && answer < 600 ? Outcome::refused : Outcome::not_sent;
}

std::string error_text(CURLcode code, std::string_view detail, std::int64_t answer) {
  std::string text(detail.empty() ? curl_easy_strerror(code) : detail);
  if (answer >= 400 && text.find(std::to_string(answer)) == std::string::npos)
    text += ", the mail server answered " + std::to_string(answer);
  return text;
}

}  // namespace

Attempt send_mail(const MailServer& server, const Claim& claim, const std::atomic<bool>& stop) {
  const Handle handle(curl_easy_init());
  if (!handle) return {Outcome::not_sent, "libcurl cannot start"};
  set_server(handle.get(), server);
  Upload upload{compose(letter_of(server, claim))};
  std::array<char, CURL_ERROR_SIZE> detail{};
  const List recipients(curl_slist_append(nullptr, ("<" + claim.to + ">").c_str()));
  curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, ("<" + server.from_address + ">").c_str());
  curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, hand_over);
  curl_easy_setopt(handle.get(), CURLOPT_READDATA, &upload);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_CONNECTTIMEOUT_MS, k_connect_ms);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, k_total_ms);
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, detail.data());
  curl_easy_setopt(handle.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle.get(), CURLOPT_XFERINFOFUNCTION, is_stopping);
  curl_easy_setopt(handle.get(), CURLOPT_XFERINFODATA, &stop);
  const CURLcode code = curl_easy_perform(handle.get());
  long answer = 0;  // NOLINT(google-runtime-int)
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer);
  if (code == CURLE_OK) return {Outcome::sent, ""};
  return {outcome_of(code, answer, upload.complete), error_text(code, detail.data(), answer)};
}

}  // namespace bursar::notify
