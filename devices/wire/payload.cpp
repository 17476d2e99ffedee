#include "devices/wire/payload.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "devices/wire/text.h"

namespace wardtwin::wire {
namespace {

constexpr std::string_view kWords[] = {
    "device",      "class", "stream",   "unit",        "bed", "patient", "priority",
    "kind",        "phase", "alarm",    "seq",         "at",  "due",     "heart_rate",
    "respiration", "spo2",  "systolic", "temperature", "pad"};
static_assert(std::size(kWords) == kTextSlots + kNumberSlots + 1);

// Counts and instants are whole; signs have one decimal.
void put_number(std::string& out, Slot slot, double value) {
  std::array<char, 32> text;
  char* end = nullptr;
  if (slot < Slot::heart_rate)
    end = std::to_chars(text.begin(), text.end(), std::llround(value)).ptr;
  else
    end = std::to_chars(text.begin(), text.end(), value, std::chars_format::fixed, 1).ptr;
  out.append(text.begin(), end);
}

bool read_number(std::string_view payload, std::string_view word, std::int64_t& out) {
  const std::size_t at = payload.find(word);
  if (at == payload.npos) return false;
  const char* from = payload.data() + at + word.size();
  return std::from_chars(from, payload.data() + payload.size(), out).ec == std::errc{};
}

}  // namespace

std::string Template::compile(std::string_view text, Template& out) {
  out.text_ = text;
  out.pieces_.clear();
  int pads = 0;
  for (std::size_t from = 0;;) {
    const std::size_t at = text.find("${", from);
    Piece piece{static_cast<std::uint32_t>(from),
                static_cast<std::uint32_t>(std::min(at, text.size()) - from), Slot::device,
                at == text.npos};
    if (piece.ends) {
      out.pieces_.push_back(piece);
      return "";
    }
    const std::size_t end = text.find('}', at);
    if (end == text.npos) return "a slot ${ has no end";
    const std::string_view word = text.substr(at + 2, end - at - 2);
    const auto* const found = std::find(std::begin(kWords), std::end(kWords), word);
    if (found == std::end(kWords)) {
      std::string all;
      for (const std::string_view w : kWords) (all += all.empty() ? "" : ", ") += w;
      return fmt::format("there is no slot '{}'; there are {}", word, all);
    }
    piece.slot = static_cast<Slot>(found - std::begin(kWords));
    if (piece.slot == Slot::pad && ++pads > 1) return "two slots ${pad}";
    out.pieces_.push_back(piece);
    from = end + 1;
  }
}

bool Template::has(Slot slot) const {
  for (const Piece& p : pieces_)
    if (!p.ends && p.slot == slot) return true;
  return false;
}

void Template::render(std::string& out, const Values& values, std::size_t bytes) const {
  const std::size_t begin = out.size();
  std::size_t pad_at = std::string::npos;
  for (const Piece& p : pieces_) {
    out.append(text_, p.from, p.length);
    if (p.ends) break;
    if (p.slot == Slot::pad)
      pad_at = out.size();
    else if (static_cast<int>(p.slot) < kTextSlots)
      put_json_text(out, values.texts[static_cast<std::size_t>(p.slot)]);
    else
      put_number(out, p.slot, values.numbers[static_cast<std::size_t>(p.slot) - kTextSlots]);
  }
  const std::size_t length = out.size() - begin;
  if (pad_at != std::string::npos && length < bytes) out.insert(pad_at, bytes - length, '0');
}

bool read_stamp(std::string_view payload, Stamp& out) {
  out = {};
  std::int64_t seq = 0;
  if (!read_number(payload, "\"seq\":", seq) || seq < 0 || seq > 0xffffffff ||
      !read_number(payload, "\"at\":", out.at) || !read_number(payload, "\"due\":", out.due))
    return false;
  out.seq = static_cast<std::uint32_t>(seq);
  read_number(payload, "\"alarm\":", out.alarm);
  return true;
}

}  // namespace wardtwin::wire
