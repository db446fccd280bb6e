/* A small wrapper over microcred.h to copy: text in, text out, and one struct for what went wrong. Link with -lmicrocred. */
#ifndef MICROCRED_EASY_H
#define MICROCRED_EASY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "microcred.h"

/* What a call gave. `data` ends with a zero byte and goes with mc_done(). */
typedef struct mc_result {
  int32_t status;           /* MICROCRED_OK, or why `data` is an error */
  microcred_buffer *buffer; /* what was made, or the error as JSON */
  const char *data;
  size_t length;
} mc_result;

static inline mc_result mc_taken(int32_t status, microcred_buffer *out, microcred_buffer *err) {
  mc_result result;
  result.status = status;
  result.buffer = status == MICROCRED_OK ? out : err;
  result.data = (const char *)microcred_buffer_data(result.buffer);
  result.length = microcred_buffer_length(result.buffer);
  return result;
}

static inline void mc_done(mc_result *result) {
  microcred_buffer_free(result->buffer);
  memset(result, 0, sizeof *result);
}

static inline const uint8_t *mc_bytes(const char *text) { return (const uint8_t *)text; }

/* An engine, or null with the reason on standard error. `configuration` may be null. */
static inline microcred_engine *mc_engine(const char *configuration) {
  microcred_engine *engine = NULL;
  microcred_buffer *err = NULL;
  size_t length = configuration ? strlen(configuration) : 0;
  if (microcred_abi_version() >> 16 != MICROCRED_ABI_VERSION >> 16) {
    fprintf(stderr, "microcred: the library has another ABI than the header\n");
    return NULL;
  }
  if (microcred_engine_new(mc_bytes(configuration), length, &engine, &err) != MICROCRED_OK) {
    fprintf(stderr, "microcred: %s\n", (const char *)microcred_buffer_data(err));
    microcred_buffer_free(err);
  }
  return engine;
}

/* Any operation: `request` is JSON, and may be null. */
static inline mc_result mc_call(const microcred_engine *engine, const char *operation, const char *request) {
  microcred_buffer *out = NULL, *err = NULL;
  size_t length = request ? strlen(request) : 0;
  int32_t status =
      microcred_call(engine, mc_bytes(operation), strlen(operation), mc_bytes(request), length, &out, &err);
  return mc_taken(status, out, err);
}

static inline mc_result mc_issue(const microcred_engine *engine, const char *document, const char *options) {
  microcred_buffer *out = NULL, *err = NULL;
  size_t length = document ? strlen(document) : 0, more = options ? strlen(options) : 0;
  int32_t status = microcred_issue(engine, mc_bytes(document), length, mc_bytes(options), more, &out, &err);
  return mc_taken(status, out, err);
}

static inline mc_result mc_verify(const microcred_engine *engine, const void *document, size_t length,
                                  const char *options) {
  microcred_buffer *out = NULL, *err = NULL;
  int32_t status = microcred_verify(engine, (const uint8_t *)document, length, mc_bytes(options),
                                    options ? strlen(options) : 0, &out, &err);
  return mc_taken(status, out, err);
}

/* Without an image (null), one is drawn. */
static inline mc_result mc_bake(const microcred_engine *engine, const void *image, size_t image_length,
                                const void *document, size_t length) {
  microcred_buffer *out = NULL, *err = NULL;
  int32_t status = microcred_bake(engine, (const uint8_t *)image, image_length, (const uint8_t *)document, length,
                                  NULL, 0, &out, &err);
  return mc_taken(status, out, err);
}

static inline mc_result mc_unbake(const microcred_engine *engine, const void *image, size_t length) {
  microcred_buffer *out = NULL, *err = NULL;
  int32_t status = microcred_unbake(engine, (const uint8_t *)image, length, &out, &err);
  return mc_taken(status, out, err);
}

/* A member of an object as its JSON text, found by a scan that is good for answers of this library and for nothing else: a real host
 * has a JSON parser. The caller frees it. */
static inline char *mc_member(const char *json, const char *name) {
  char key[128];
  const char *at, *end;
  char *text;
  int depth = 0, quoted = 0;
  snprintf(key, sizeof key, "\"%s\":", name);
  at = strstr(json, key);
  if (!at) return NULL;
  at += strlen(key);
  for (end = at; *end; end++) {
    if (quoted) {
      if (*end == '\\') end++;
      else if (*end == '"') quoted = 0;
    } else if (*end == '"') {
      quoted = 1;
    } else if (*end == '{' || *end == '[') {
      depth++;
    } else if (*end == '}' || *end == ']') {
      if (depth == 0) break;
      depth--;
    } else if (*end == ',' && depth == 0) {
      break;
    }
    if (depth == 0 && !quoted && (*end == '}' || *end == ']')) {
      end++;
      break;
    }
  }
  text = (char *)malloc((size_t)(end - at) + 1);
  if (text) {
    memcpy(text, at, (size_t)(end - at));
    text[end - at] = 0;
  }
  return text;
}

/* A text with more room than `format` and its arguments need. The caller frees it. */
#define MC_FORMAT(text, ...)                                  \
  do {                                                        \
    int mc_length = snprintf(NULL, 0, __VA_ARGS__);           \
    (text) = (char *)malloc((size_t)mc_length + 1);           \
    if (text) snprintf((text), (size_t)mc_length + 1, __VA_ARGS__); \
  } while (0)

#endif
