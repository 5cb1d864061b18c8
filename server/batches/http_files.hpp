// Files over HTTP: a batch comes in, its result and templates go out. Private to batches.
#pragma once

#include "batches/http.hpp"

namespace bursar::batches {

net::Task<net::Response> answer_upload(const Services& services, net::Request& request);
net::Task<net::Response> answer_result(const Services& services, net::Request& request);
net::Task<net::Response> answer_template(const Services& services, net::Request& request);

}  // namespace bursar::batches
