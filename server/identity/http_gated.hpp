// Requests that may be kept for other people to decide: each decoder serves its route, and reads
// the kept request again when it is carried out. Private to identity.
#pragma once

#include "identity/http_parts.hpp"

namespace bursar::identity {

using DecodePersonChange = Result<PersonChange> (*)(const Services&, const net::Request&);
Result<PersonChange> decode_add_membership(const Services& services, const net::Request& request);
Result<PersonChange> decode_change_membership(const Services& services,
                                              const net::Request& request);
Result<PersonChange> decode_transfer(const Services& services, const net::Request& request);

Result<InviteUser> decode_invite(const net::Request& request);
/// invite_user at the place that the command names.
Result<InvitedUser> invite_placed(const Services& services, Tx& tx, const Call& call,
                                  const InviteUser& command);

using RoleChange = std::function<Result<Role>(Tx&, const Call&)>;
using DecodeRoleChange = Result<RoleChange> (*)(const Services&, const net::Request&);
Result<RoleChange> decode_create_role(const Services& services, const net::Request& request);
Result<RoleChange> decode_update_role(const Services& services, const net::Request& request);

Result<CreateApiKey> decode_create_api_key(const net::Request& request);
/// create_api_key at the company of the merchant that the command names.
Result<IssuedApiKey> create_placed_key(const Services& services, Tx& tx, const Call& call,
                                       const CreateApiKey& command);

}  // namespace bursar::identity
