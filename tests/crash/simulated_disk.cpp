// Which bytes survive a power cut. Whole 512-byte sectors are kept or lost; besides, the last piece
// of a write may end at any byte, and space that was allocated but not written holds zeros or
// rubbish.
#include "crash/simulated_disk.hpp"

#include <algorithm>

namespace bursar::crash {
namespace {

constexpr std::int64_t k_sector = 512;

using Change = SimulatedFile::Change;

std::int64_t size_of(const std::string& bytes) { return static_cast<std::int64_t>(bytes.size()); }

void put(std::string& content, std::int64_t offset, std::string_view bytes) {
  const auto at = static_cast<std::size_t>(offset);
  if (content.size() < at + bytes.size()) content.resize(at + bytes.size(), '\0');
  std::copy(bytes.begin(), bytes.end(), content.begin() + offset);
}

void apply(std::string& content, const Change& change) {
  if (change.is_truncation) content.resize(static_cast<std::size_t>(change.offset), '\0');
  else put(content, change.offset, change.bytes);
}

// The parts of a write between sector boundaries of the file.
std::vector<Change> sectors_of(const Change& change) {
  if (change.is_truncation) return {change};
  std::vector<Change> parts;
  for (std::int64_t done = 0; done < size_of(change.bytes);) {
    const std::int64_t at = change.offset + done;
    const std::int64_t length = std::min(k_sector - at % k_sector, size_of(change.bytes) - done);
    parts.push_back({at, change.bytes.substr(static_cast<std::size_t>(done),
                                             static_cast<std::size_t>(length))});
    done += length;
  }
  return parts;
}

// Applies parts; a hole they leave may hold rubbish instead of zeros.
void apply_parts(std::string& content, const std::vector<Change>& parts, SeededRandom& random) {
  const bool rubbish = random.below(2) == 0;
  for (const Change& part : parts) {
    if (rubbish && !part.is_truncation && part.offset > size_of(content)) {
      std::string hole(static_cast<std::size_t>(part.offset - size_of(content)), '\0');
      random.fill({reinterpret_cast<unsigned char*>(hole.data()), hole.size()});
      content += hole;
    }
    apply(content, part);
  }
}

void shuffle(std::vector<Change>& parts, SeededRandom& random) {
  for (std::size_t i = parts.size(); i > 1; --i) std::swap(parts[i - 1], parts[random.below(i)]);
}

// A part of the changes in order, the last of them torn at any byte.
std::vector<Change> torn_prefix(const std::vector<Change>& pending, SeededRandom& random) {
  std::vector<Change> kept(
      pending.begin(),
      pending.begin() + static_cast<std::ptrdiff_t>(random.below(pending.size() + 1)));
  if (!kept.empty() && !kept.back().is_truncation)
    kept.back().bytes.resize(random.below(kept.back().bytes.size() + 1));
  return kept;
}

// Each sector kept or lost on its own, in the order written or in any.
std::vector<Change> scattered(const std::vector<Change>& pending, SeededRandom& random) {
  const std::uint64_t kept_of_four = 1 + random.below(3);
  const bool reorder = random.below(2) == 0;
  std::vector<Change> parts;
  for (const Change& change : pending)
    for (Change& sector : sectors_of(change))
      if (random.below(4) < kept_of_four) parts.push_back(std::move(sector));
  if (reorder) shuffle(parts, random);
  return parts;
}

}  // namespace

Fault SimulatedDisk::count_call() {
  if (dark_) return Fault::io_error;
  ++calls_;
  if (until_fault_ > 0 && --until_fault_ == 0) {
    until_fault_ = -1;
    return fault_;
  }
  if (until_cut_ > 0 && --until_cut_ == 0) dark_ = true;
  return Fault::none;
}

void SimulatedDisk::power_cut() {
  for (auto& [name, file] : files_) survive(*file);
  std::erase_if(files_, [](const auto& entry) { return entry.second->removed; });
  dark_ = false;
  until_cut_ = 0;
  until_fault_ = 0;
}

void SimulatedDisk::survive(SimulatedFile& file) {
  // Neither a creation nor a deletion whose folder was not synced is certain.
  file.removed = (file.removed || !file.durable_name) && random_.below(2) == 0;
  switch (random_.below(4)) {
    case 0: break;  // nothing unsynced survives
    case 1: apply_parts(file.durable, file.pending, random_); break;
    case 2: apply_parts(file.durable, torn_prefix(file.pending, random_), random_); break;
    default: apply_parts(file.durable, scattered(file.pending, random_), random_); break;
  }
  file.pending.clear();
  file.current = file.durable;
  file.durable_name = true;
}

std::shared_ptr<SimulatedFile> SimulatedDisk::open(const std::string& name, bool create) {
  if (dark_) return nullptr;
  auto found = files_.find(name);
  if (found != files_.end() && !found->second->removed) return found->second;
  if (!create || count_call() != Fault::none || dark_) return nullptr;
  // A deletion that is not durable yet is overtaken by the new file of that name.
  auto file = std::make_shared<SimulatedFile>();
  if (found != files_.end()) {
    file->durable = found->second->durable;
    file->durable_name = found->second->durable_name;
    file->pending.push_back({0, {}, true});
  }
  files_[name] = file;
  return file;
}

bool SimulatedDisk::exists(const std::string& name) const {
  const auto found = files_.find(name);
  return found != files_.end() && !found->second->removed;
}

Fault SimulatedDisk::remove(const std::string& name, bool sync_folder) {
  if (const Fault fault = count_call(); fault != Fault::none) return fault;
  const auto found = files_.find(name);
  if (found == files_.end()) return Fault::none;
  found->second->removed = true;
  if (sync_folder && honest_ && !dark_) files_.erase(found);
  return dark_ ? Fault::io_error : Fault::none;
}

Fault SimulatedDisk::write(SimulatedFile& file, std::int64_t offset, std::string_view bytes) {
  if (const Fault fault = count_call(); fault != Fault::none) return fault;
  put(file.current, offset, bytes);
  file.pending.push_back({offset, std::string(bytes)});
  return dark_ ? Fault::io_error : Fault::none;
}

Fault SimulatedDisk::truncate(SimulatedFile& file, std::int64_t size) {
  if (const Fault fault = count_call(); fault != Fault::none) return fault;
  file.current.resize(static_cast<std::size_t>(size), '\0');
  file.pending.push_back({size, {}, true});
  return dark_ ? Fault::io_error : Fault::none;
}

Fault SimulatedDisk::sync(SimulatedFile& file) {
  if (const Fault fault = count_call(); fault != Fault::none) return fault;
  if (dark_) return Fault::io_error;  // the power went before the sync was done
  if (!honest_) return Fault::none;
  for (const Change& change : file.pending) apply(file.durable, change);
  file.pending.clear();
  file.durable_name = true;
  return Fault::none;
}

}  // namespace bursar::crash
