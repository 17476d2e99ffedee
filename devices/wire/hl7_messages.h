#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "devices/wire/hl7.h"

/// HL7 version 2.6 messages that a hospital's devices and its patient administration send.
///
/// Model       Chapter 3 (ADT), chapter 7 (ORU^R01) and, for alarms, ORU^R40 as IHE PCD-04 profiles it;
///             observations by IHE PCD-01; terms of ISO/IEEE 11073-10101.
/// Valid for   One patient and one device a message.
/// Leaves out  Orders, waveforms, names and addresses of people (there are none).
/// Checked by  tests/wire/hl7_test.cpp
namespace wardtwin::wire::hl7 {

/// UTC, ns since 1970. All texts of messages are escaped as they are written.
using Instant = std::int64_t;

struct Header {
  std::string_view from = "WARDTWIN", facility = "HOSPITAL", to{}, to_facility{};
  std::string_view control_id{};
  Instant at = 0;
};

/// Where a patient lies and who it is; empty: nobody known.
struct Subject {
  std::string_view patient{}, visit{};
  std::string_view unit{}, room{}, bed{};
  Instant admitted = 0;  ///< 0: not told
};

/// A term of ISO/IEEE 11073-10101.
struct Term {
  std::uint32_t code = 0;
  std::string_view name;
};

struct Observation {
  Term what;
  double value = 0;
  Term unit;
};

struct AlarmReport {
  std::string_view id;        ///< equal in all reports of one alarm
  std::string_view text;      ///< in words: "desaturation"
  std::string_view source;    ///< device
  std::string_view phase;     ///< start, continue, end
  std::string_view state;     ///< active, inactive, latched
  std::string_view priority;  ///< PH, PM, PL
  std::string_view type;      ///< SP physiological, ST technical, SA advisory
};

enum class Move : std::uint8_t { admit, transfer, discharge, update };  ///< A01 A02 A03 A08

void put_observations(std::string& out, const Header& header, const Subject& subject,
                      std::string_view device, std::span<const Observation> values);
void put_alarm(std::string& out, const Header& header, const Subject& subject,
               const AlarmReport& alarm);
/// `before`: where the patient lay until a transfer; unused otherwise.
void put_move(std::string& out, const Header& header, Move move, const Subject& subject,
              const Subject& before = {});

/// Answer to a message; MSA-1: AA accepted, AE an error, AR rejected.
struct Ack {
  std::string code, control_id, text;
  bool accepted() const { return code == "AA" || code == "CA"; }
};
void put_ack(std::string& out, const Header& header, const Message& of, std::string_view code,
             std::string_view text = "");
/// False if the message is no acknowledgement.
bool read_ack(const Message& message, Ack& out);

}  // namespace wardtwin::wire::hl7
