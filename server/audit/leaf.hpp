// The sealed form of an entry: one JSON object in canonical form (RFC 8785) over every column of
// its row, so that anyone can hash it again. Private to audit.
#pragma once

#include <string>

#include "storage/storage.hpp"

namespace bursar::audit {

/// Columns in the order seal_row() reads them; position and key once more in front.
extern const char* const k_sealed_columns;

/// Replaces `text` by the sealed form of a row of k_sealed_columns.
void seal_row(const storage::Row& row, std::string& text);

/// Appends a JSON string as RFC 8785 writes it: what must be escaped is, the rest stays.
void append_json_string(std::string& text, std::string_view value);

}  // namespace bursar::audit
