#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "devices/wire/hl7.h"
#include "scenarios/compiler/hospital.h"
#include "scenarios/import/identity.h"
#include "scenarios/recording/event.h"

namespace wardtwin::twin {

/// The twin's clock beside that of the wall, us since 1970.
struct LiveClock {
  std::int64_t begin = 0;    ///< the local midnight from which a hospital's twin counts
  Time shows{0};             ///< then
  double speed = 1;          ///< of a hospital that is played faster than it is
  Time at(double us) const;  ///< kNever where there is no such time
};

/// Messages of a live hospital to events. Identifiers of people go no further than this: what comes
/// out has names made of them under a secret key.
///
/// MQTT: any topic; a payload is a JSON object with "device" and, of a reading, "seq" (counted by
/// stream), or of an alarm, "alarm" (its name) and "phase": start, end, rung or acknowledged, and
/// "priority". "due" or "at" (us since 1970) says when it was sent; "stream" which stream it is of:
/// the first one heard of a device is its heartbeat. "entry" (the access point) and "heard" (us
/// since 1970, when that handed it on) may stand there. HL7 v2: ADT A01, A02, A03, A04 and, as a
/// census, A08; ORU^R40 by IHE PCD-04.
class Decoder {
 public:
  using Take = std::function<void(const recording::Event&)>;

  Decoder(const compiler::Hospital& hospital, const importing::Pseudonyms& names,
          const LiveClock& clock);

  void mqtt(std::string_view topic, std::string_view payload, Time received, const Take& take);
  /// Answers with the acknowledgement (MSA): AA, or AE where it cannot be read.
  std::string hl7(std::string_view message, Time received, const Take& take);

 private:
  Time when(const wire::hl7::Message& m,
            std::initializer_list<std::pair<const char*, std::size_t>> fields) const;
  std::string move(const wire::hl7::Message& m, Time received, const Take& take) const;
  std::string alarm(const wire::hl7::Message& m, Time received, const Take& take) const;
  std::string bed_of(const std::string& unit, const std::string& room,
                     const std::string& bed) const;

  const importing::Pseudonyms* names_;
  LiveClock clock_;
  std::map<std::string, std::string> beds_;  ///< as messages may call them: ours
  std::map<std::string, std::string, std::less<>>
      beat_;  ///< by device: the stream that is its beat
};

}  // namespace wardtwin::twin
