#include "scenarios/import/identity.h"

#include <array>

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "sim/base/error.h"

namespace wardtwin::importing {

Pseudonyms::Pseudonyms() : key_(32, '\0') {
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key_.data()), static_cast<int>(key_.size())) != 1)
    throw RunError("no random numbers for a key are to be had");
}

Pseudonyms::Pseudonyms(std::string key) : key_(std::move(key)) {
  if (key_.size() < 16)
    throw InputError(fmt::format("the key has {} bytes; at least 16 are needed", key_.size()));
}

Pseudonyms::~Pseudonyms() { OPENSSL_cleanse(key_.data(), key_.size()); }

std::string Pseudonyms::of(std::string_view domain, std::string_view identifier) const {
  // the separator cannot occur in a domain, so no two pairs give one text
  const std::string text = fmt::format("{}\n{}", domain, identifier);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (!HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
            reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(),
            &length))
    throw RunError("HMAC-SHA256 failed");
  std::string hex;
  for (std::size_t i = 0; i < 8; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

}  // namespace wardtwin::importing
