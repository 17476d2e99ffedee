#include "scenarios/import/problems.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "devices/wire/bytes.h"

namespace wardtwin::importing {
namespace {

constexpr std::size_t kMostKept = 100;

// Line of the first byte that is not UTF-8; 0 if all are.
std::size_t line_of_bad_byte(std::string_view text) {
  const std::size_t at = wire::first_bad_utf8(text);
  if (at == text.npos) return 0;
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, at), '\n'));
}

}  // namespace

void Problems::add(const Place& at, std::string_view what) {
  ++count_;
  if (kept_.size() >= kMostKept) return;
  std::string where = at.file;
  if (at.line > 0) where += fmt::format(":{}", at.line);
  kept_.push_back(at.field.empty() ? fmt::format("{}: {}", where, what)
                                   : fmt::format("{}: {}: {}", where, at.field, what));
}

std::string Problems::text() const {
  std::string out;
  for (const std::string& p : kept_) out += p + "\n";
  if (count_ > kept_.size()) out += fmt::format("and {} more\n", count_ - kept_.size());
  return out;
}

bool read_file(const std::string& path, File& out, Problems& problems) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) {
    problems.add({path, 0, ""}, "there is no such file");
    return false;
  }
  const auto size = std::filesystem::file_size(path, none);
  if (none || size > kLargestFile) {
    problems.add({path, 0, ""}, fmt::format("is larger than {} MiB", kLargestFile >> 20));
    return false;
  }
  std::ifstream in(path, std::ios::binary);
  std::string text(size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(size));
  if (!in) {
    problems.add({path, 0, ""}, "cannot be read");
    return false;
  }
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (const std::size_t line = line_of_bad_byte(text); line > 0) {
    problems.add({path, line, ""}, "is not UTF-8 from here on; convert it, e.g. with iconv");
    return false;
  }
  out = {path, std::move(text)};
  return true;
}

std::string scenario_name(std::string_view text, std::string_view if_empty) {
  std::string name;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)))
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!name.empty() && name.back() != '_')
      name += '_';
    if (name.size() == 60) break;
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  return name.empty() ? std::string(if_empty) : name;
}

std::string comment_text(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 80))
    if (static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f) out += c;
  return out;
}

}  // namespace wardtwin::importing
