#pragma once

#include <cstdint>
#include <string_view>

#include "sim/base/fields.h"
#include "sim/base/time.h"

/// What a hospital tells about itself, one message at a time, in the words of the twin.
namespace wardtwin::recording {

enum class Kind : std::uint8_t {
  tick,          ///< nothing but the time
  admit,         ///< a patient lies in a bed
  discharge,     ///< a patient has left a bed
  beat,          ///< a device was heard
  alarm,         ///< a device raised an alarm
  rung,          ///< an alarm reached a handset
  acknowledged,  ///< a nurse has taken an alarm
  cleared,       ///< an alarm's condition has ended
  unreadable     ///< something came that nobody could read
};

/// One message. Times count from the midnight before the recording began. Texts are views into the
/// line or message that it was read from.
struct Event {
  Kind kind = Kind::tick;
  Time received{0};            ///< when the twin heard of it
  Time at{0};                  ///< when it happened, says its sender
  std::string_view thing;      ///< bed (admit, discharge) or device
  std::string_view person;     ///< patient, as a name that means nothing outside (admit, discharge)
  std::string_view alarm;      ///< the alarm's own name; "" where the sender gives none
  std::string_view word;       ///< priority of an alarm; why something is unreadable
  std::string_view entry;      ///< beat: access point it came through; "": not told
  std::uint64_t sequence = 0;  ///< beat: counts the beats of the device
  Time since{0};               ///< admit: when the stay began; at, unless a census tells it later
  Time heard = kNever;         ///< beat: when the access side handed it on; kNever: not told
};

}  // namespace wardtwin::recording

namespace wardtwin {

template <>
inline constexpr auto words<recording::Kind> =
    std::array{Word{recording::Kind::tick, "tick"},
               Word{recording::Kind::admit, "admit"},
               Word{recording::Kind::discharge, "discharge"},
               Word{recording::Kind::beat, "beat"},
               Word{recording::Kind::alarm, "alarm"},
               Word{recording::Kind::rung, "rung"},
               Word{recording::Kind::acknowledged, "acknowledged"},
               Word{recording::Kind::cleared, "cleared"},
               Word{recording::Kind::unreadable, "unreadable"}};

}  // namespace wardtwin
