#pragma once

#include <string>
#include <vector>

#include "devices/wire/hl7.h"
#include "scenarios/import/history.h"
#include "scenarios/import/identity.h"
#include "scenarios/import/problems.h"

/// Feeds of HL7 version 2 messages (HL7 v2.x, chapter 3: patient administration).
namespace wardtwin::importing {

using wire::hl7::Message;

/// Messages of one text; segments end with CR, LF or both. Views point into the text.
std::vector<Message> read_messages(const File& file, Problems& problems);

/// ADT A01-A06, A08, A11, A13, A40 and ORU messages into `history`; others are counted. A message
/// with a problem is left out as a whole.
void import_hl7(const File& file, const Pseudonyms& names, History& history, Problems& problems);

}  // namespace wardtwin::importing
