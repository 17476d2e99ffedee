#include "scenarios/recording/recording.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::recording {
namespace {

constexpr std::size_t kMostFields = 8;

struct Fields {
  std::array<std::string_view, kMostFields> at;
  std::size_t count = 0;
};

Fields split(std::string_view line) {
  Fields f;
  while (f.count < kMostFields) {
    const std::size_t tab = line.find('\t');
    f.at[f.count++] = line.substr(0, tab);
    if (tab == line.npos) return f;
    line.remove_prefix(tab + 1);
  }
  f.count = kMostFields + 1;  // too many
  return f;
}

bool whole(std::string_view text, std::int64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

bool time(std::string_view text, Time& out) {
  std::int64_t ns = 0;
  if (!whole(text, ns)) return false;
  out = Time{ns};
  return true;
}

/// received, kind and these.
std::size_t fields_of(Kind kind) {
  switch (kind) {
    case Kind::tick: return 2;
    case Kind::unreadable: return 3;
    case Kind::admit: return 6;
    case Kind::discharge: return 5;
    case Kind::beat: return 7;
    case Kind::alarm: return 6;
    default: return 5;
  }
}

std::string_view kind_words() {
  return "tick, admit, discharge, beat, alarm, rung, acknowledged, cleared, unreadable";
}

}  // namespace

std::string line_of(const Event& e) {
  std::string out = fmt::format("{}\t{}", e.received.count(), word_of(e.kind));
  const auto more = [&out](const auto& x) { out += fmt::format("\t{}", x); };
  if (e.kind == Kind::tick) return out;
  if (e.kind == Kind::unreadable) {
    more(e.word);
    return out;
  }
  more(e.at.count());
  more(e.thing);
  switch (e.kind) {
    case Kind::admit:
      more(e.person);
      more(e.since.count());
      break;
    case Kind::discharge: more(e.person); break;
    case Kind::beat:
      more(e.sequence);
      more(e.entry);
      more(e.heard == kNever ? std::string("-") : std::to_string(e.heard.count()));
      break;
    case Kind::alarm:
      more(e.alarm);
      more(e.word);
      break;
    default: more(e.alarm); break;
  }
  return out;
}

bool read_line(std::string_view line, Event& e, std::string& why) {
  const Fields f = split(line);
  e = Event{};
  if (f.count < 2 || !time(f.at[0], e.received)) {
    why = "it does not begin with a time in ns and a kind";
    return false;
  }
  bool known = false;
  for (const auto& w : words<Kind>)
    if (w.word == f.at[1]) e.kind = w.value, known = true;
  if (!known) {
    why = fmt::format("'{}' is no kind of message; there are {}", f.at[1].substr(0, 20),
                      kind_words());
    return false;
  }
  if (f.count != fields_of(e.kind)) {
    why = fmt::format("'{}' has {} fields, and here are {}", f.at[1], fields_of(e.kind), f.count);
    return false;
  }
  e.at = e.received;
  if (e.kind == Kind::tick) return true;
  if (e.kind == Kind::unreadable) {
    e.word = f.at[2];
    return true;
  }
  std::int64_t sequence = 0;
  bool fine = time(f.at[2], e.at);
  e.thing = f.at[3];
  switch (e.kind) {
    case Kind::admit:
      e.person = f.at[4];
      fine = fine && time(f.at[5], e.since);
      break;
    case Kind::discharge: e.person = f.at[4]; break;
    case Kind::beat:
      fine = fine && whole(f.at[4], sequence) && sequence >= 0;
      e.sequence = static_cast<std::uint64_t>(sequence);
      e.entry = f.at[5];
      fine = fine && (f.at[6] == "-" || time(f.at[6], e.heard));
      break;
    case Kind::alarm:
      e.alarm = f.at[4];
      e.word = f.at[5];
      break;
    default: e.alarm = f.at[4]; break;
  }
  if (!fine) why = "a time or a number is none";
  return fine;
}

Writer::Writer(const std::string& path, std::int64_t midnight) : path_(path) {
  const bool fresh = !std::filesystem::exists(path) || std::filesystem::file_size(path) == 0;
  if (!fresh) {
    // a line that was cut off when the program was killed goes
    std::ifstream in(path, std::ios::binary);
    std::string first;
    std::getline(in, first);
    if (!first.starts_with(kHeader))
      throw RunError(fmt::format("'{}' is no recording of wardtwin, and is left as it is", path));
    in.seekg(0, std::ios::end);
    auto size = static_cast<std::uintmax_t>(in.tellg());
    char last = 0;
    while (size > 0) {
      in.seekg(static_cast<std::streamoff>(size - 1));
      in.get(last);
      if (last == '\n') break;
      --size;
    }
    in.close();
    std::filesystem::resize_file(path, size);
  }
  file_ = std::fopen(path.c_str(), "ab");
  if (!file_) throw RunError(fmt::format("cannot write '{}': {}", path, std::strerror(errno)));
  if (fresh && midnight != 0)
    fmt::print(file_, "{} from {}\n", kHeader, midnight);
  else if (fresh)
    fmt::print(file_, "{}\n", kHeader);
}

Writer::~Writer() { std::fclose(file_); }

void Writer::write(const Event& event) {
  const std::string line = line_of(event) + '\n';
  if (std::fwrite(line.data(), 1, line.size(), file_) != line.size())
    throw RunError(fmt::format("cannot write '{}': {}", path_, std::strerror(errno)));
}

void Writer::flush() {
  if (std::fflush(file_) != 0)
    throw RunError(fmt::format("cannot write '{}': {}", path_, std::strerror(errno)));
}

std::int64_t midnight_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string line;
  std::getline(in, line);
  const std::string before = std::string(kHeader) + " from ";
  std::int64_t us = 0;
  return line.starts_with(before) && whole(std::string_view(line).substr(before.size()), us) ? us
                                                                                             : 0;
}

void read(const std::string& path, const std::function<void(const Event&)>& take) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw InputError(fmt::format("cannot read '{}': {}", path, std::strerror(errno)));
  std::string line, why;
  std::getline(in, line);
  if (!line.starts_with(kHeader))
    throw InputError(
        fmt::format("'{}' is no recording: its first line is not '{}'\n  Make one "
                    "with wardtwin run FILE --recording {}.",
                    path, kHeader, path));
  Event event;
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    if (in.eof()) return;  // cut off
    if (!read_line(line, event, why))
      throw InputError(
          fmt::format("{}:{}: this is no message of a recording: {}", path, number, why));
    take(event);
  }
}

}  // namespace wardtwin::recording
