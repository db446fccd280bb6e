/* The C ABI of microcred: made from src/ffi by `MICROCRED_RENEW=1 cargo test --all-features --test abi`; not written by hand.
 *
 * The C ABI: the operations of `ops`, for every language that can call C.
 *
 * It is small on purpose. Credentials are JSON, so requests and answers are; what changes in them changes no function here.
 * `include/microcred.h` is made from this module, and `include/microcred_ffi.h` is the same without a preprocessor, for PHP.
 *
 * The rules, for every function:
 *
 * 1. It returns a status: `MICROCRED_OK`, or why it could not be carried out. That a credential is bad is no such reason: the report
 *    says it, and the status is `MICROCRED_OK`.
 * 2. What goes in is borrowed for the call, with its length, and need not end with a zero byte. Nothing is ever taken over, also not
 *    when the call fails. An empty input may be null.
 * 3. What comes out is a `microcred_buffer`, which the caller frees. Exactly one of `out` and `err` is set; the other is null.
 *    `err` may be null for whoever does not care why.
 * 4. An error is JSON, as `vocab/schemas/operation-error.schema.json` has it: a code, a JSON Pointer, a sentence, what to do.
 * 5. A `microcred_engine` never changes. Any number of threads may use it at once, without a lock. There is nothing behind it: no
 *    thread, no runtime, no last error. The threads that an operation may have of its own call nothing back, and end before it does;
 *    but with the feature `http` and `"offline": false`, one that looks up a name goes on for as long as the system's resolver takes.
 * 6. A process may fork while no other thread is inside a call; parent and child go on with the engine. Whoever forks, or unloads the
 *    library, fetches by a callback: of a name that is still looked up, rule 5 says what is behind it.
 * 7. A fault in the library never unwinds into the caller: it is `MICROCRED_ERROR_PANIC`, and the engine is not used any more.
 * 8. To free null is to do nothing. To free anything twice is not allowed; a build with the feature `ffi-debug` notices it.
 * 9. A callback returns. No exception, no `longjmp` and no exit of a thread leads out of it through the library: what fails is caught
 *    within, and told by what is returned. It does not free the engine that calls it.
 */

#ifndef MICROCRED_H
#define MICROCRED_H

#include <stddef.h>
#include <stdint.h>

// The version of this ABI: the major version times 65536, plus the minor one. Within a major version, functions and statuses are
// only ever added.
#define MICROCRED_ABI_VERSION 65536

// Done.
#define MICROCRED_OK 0

// A pointer that must not be null is null.
#define MICROCRED_ERROR_NULL 1

// A text is not UTF-8.
#define MICROCRED_ERROR_UTF8 2

// A length is more than any memory has.
#define MICROCRED_ERROR_LENGTH 3

// The configuration of an engine cannot be used.
#define MICROCRED_ERROR_CONFIGURATION 4

// The request cannot be understood; the pointers go into it.
#define MICROCRED_ERROR_REQUEST 5

// What the request is about does not allow it; the pointers go into the document.
#define MICROCRED_ERROR_REFUSED 6

// Something failed that neither is to blame for.
#define MICROCRED_ERROR_FAILED 7

// The library has a fault. The engine is not used any more.
#define MICROCRED_ERROR_PANIC 90

// The engine met a fault before.
#define MICROCRED_ERROR_POISONED 91

// A handle is none, or was freed already. Only a build with the feature `ffi-debug` can tell.
#define MICROCRED_ERROR_HANDLE 92

// The callback did what it was asked to; for fetching: the resource was found.
#define MICROCRED_HOST_OK 0

// For fetching: the place was reached, and there is nothing.
#define MICROCRED_HOST_NOT_FOUND 1

// Bytes that the library gives out, and the caller frees. One byte after them is zero, so that a text can be read as one.
typedef struct microcred_buffer microcred_buffer;

// What verifies and issues under one configuration. It never changes.
typedef struct microcred_engine microcred_engine;

// Fetches a resource. `need` is JSON: what a report has under `needs`. What is found is written to `buffer`, at most `capacity` bytes of
// it, and their number to `length`. Returns `MICROCRED_HOST_OK`, `MICROCRED_HOST_NOT_FOUND`, or anything else if it cannot tell.
typedef int32_t (*microcred_fetch_fn)(void *user,
                                      const uint8_t *need,
                                      size_t need_length,
                                      uint8_t *buffer,
                                      size_t capacity,
                                      size_t *length);

// Signs a message with the key that a request names by its `verificationMethod`. The signature (ECDSA: r then s) is written to
// `signature`, at most `capacity` bytes, and their number to `length`. Returns `MICROCRED_HOST_OK`, or anything else if it cannot.
typedef int32_t (*microcred_sign_fn)(void *user,
                                     const uint8_t *verification_method,
                                     size_t verification_method_length,
                                     const uint8_t *message,
                                     size_t message_length,
                                     uint8_t *signature,
                                     size_t capacity,
                                     size_t *length);

// The time in seconds since 1970, in UTC, of the years 2013 to 9999. Any other number, 0 among them, says that the host cannot tell, and the
// call fails: give `INT64_MIN` for that.
typedef int64_t (*microcred_now_fn)(void *user);

// Keeps a line of a log for each call of an engine: the operation, the status, the code of an error or `-`, the microseconds that it took.
// Nothing of anybody is in it. `level` is 0 for what went well, 1 for a mistake in a call or a request, 2 for a failure.
typedef void (*microcred_log_fn)(void *user, int32_t level, const uint8_t *line, size_t line_length);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The version of the ABI that the library has; one whose major version is not that of the header is of no use.
uint32_t microcred_abi_version(void);

// The version of the library, such as `0.1.0`: a text that ends with a zero byte and is never freed.
const char *microcred_version(void);

// The bytes of a buffer; null of null.
//
// Safety:
// `buffer` is null or was given out by the library and not freed. What is returned goes when the buffer does.
const uint8_t *microcred_buffer_data(const struct microcred_buffer *buffer);

// How many bytes a buffer has, without the zero byte after them; none of null.
//
// Safety:
// As for `microcred_buffer_data`.
size_t microcred_buffer_length(const struct microcred_buffer *buffer);

// Frees a buffer, after overwriting it, since it may hold a private key. Null is nothing to free.
//
// Safety:
// `buffer` is null or was given out by the library and not freed.
int32_t microcred_buffer_free(struct microcred_buffer *buffer);

// Carries out the operation of that name: the request and the answer are JSON, as the operation's JSON Schemas have them
// (`docs/operations.md`). An empty request is an empty object.
//
// Safety:
// `engine` comes from `microcred_engine_new` and is not freed; each input is null or points to as many bytes as its length says; `out`
// and `err` are null or may be written to.
int32_t microcred_call(const struct microcred_engine *engine,
                       const uint8_t *operation,
                       size_t operation_length,
                       const uint8_t *request,
                       size_t request_length,
                       struct microcred_buffer **out,
                       struct microcred_buffer **err);

// Verifies a document, and gives the report: `verify` with the document as the bytes that arrived (JSON, a token, a binary message, a PNG
// or SVG image), and the rest of the request as `options`.
//
// Safety:
// As for `microcred_call`.
int32_t microcred_verify(const struct microcred_engine *engine,
                         const uint8_t *document,
                         size_t document_length,
                         const uint8_t *options,
                         size_t options_length,
                         struct microcred_buffer **out,
                         struct microcred_buffer **err);

// Signs a micro-credential or an unsigned credential, and gives what was signed, byte for byte: `issue` with the document as bytes, and
// the rest of the request, with the `key`, as `options`. What a badge could not carry is told by `microcred_call` alone.
//
// Safety:
// As for `microcred_call`.
int32_t microcred_issue(const struct microcred_engine *engine,
                        const uint8_t *document,
                        size_t document_length,
                        const uint8_t *options,
                        size_t options_length,
                        struct microcred_buffer **out,
                        struct microcred_buffer **err);

// Makes something to look at of a document, and gives it as it is: `render` with the document as bytes, and the rest of the request as
// `options`.
//
// Safety:
// As for `microcred_call`.
int32_t microcred_render(const struct microcred_engine *engine,
                         const uint8_t *document,
                         size_t document_length,
                         const uint8_t *options,
                         size_t options_length,
                         struct microcred_buffer **out,
                         struct microcred_buffer **err);

// Puts a credential into a PNG or SVG image, and gives the image. Without an image, one is drawn from what the badge says. `options` is
// the rest of the request of `bake`.
//
// Safety:
// As for `microcred_call`.
int32_t microcred_bake(const struct microcred_engine *engine,
                       const uint8_t *image,
                       size_t image_length,
                       const uint8_t *document,
                       size_t document_length,
                       const uint8_t *options,
                       size_t options_length,
                       struct microcred_buffer **out,
                       struct microcred_buffer **err);

// Takes the credential out of a PNG or SVG image, byte for byte as it was baked. Nothing is verified.
//
// Safety:
// As for `microcred_call`.
int32_t microcred_unbake(const struct microcred_engine *engine,
                         const uint8_t *image,
                         size_t image_length,
                         struct microcred_buffer **out,
                         struct microcred_buffer **err);

// Makes a key: `keygen` with its request as `options`, which may be empty. The buffer holds the private key; it is overwritten when it is
// freed.
//
// Safety:
// As for `microcred_call`.
int32_t microcred_keygen(const struct microcred_engine *engine,
                         const uint8_t *options,
                         size_t options_length,
                         struct microcred_buffer **out,
                         struct microcred_buffer **err);

// Says what this library is, without an engine: the answer of `info`, and the `abiVersion`.
//
// Safety:
// `out` and `err` are null or may be written to.
int32_t microcred_info(struct microcred_buffer **out, struct microcred_buffer **err);

// Makes an engine from its configuration: JSON as `vocab/schemas/engine.schema.json` has it, or nothing.
//
// Safety:
// `configuration` is null or points to `configuration_length` bytes; `out` and `err` are null or may be written to.
int32_t microcred_engine_new(const uint8_t *configuration,
                             size_t configuration_length,
                             struct microcred_engine **out,
                             struct microcred_buffer **err);

// The same with callbacks of the host, each of which may be null. They are called on the thread that calls the library, during that call
// alone, and get `user` back; threads that share the engine call them at once. The operations `batch_verify` and `batch_issue`, which
// have threads of their own, are refused by an engine with `fetch`, `sign` or `now`.
//
// `fetch` is asked for what is neither in the configuration nor in a request, if the configuration has `"offline": false`. What it is asked
// for with `beforeProof` true is the choice of whoever wrote the document, of names within your own network too: fetch from public
// addresses alone.
//
// Safety:
// As for `microcred_engine_new`; and callbacks and `user` can be used from every thread that uses the engine, until it is freed.
int32_t microcred_engine_new_with_host(const uint8_t *configuration,
                                       size_t configuration_length,
                                       void *user,
                                       microcred_fetch_fn fetch,
                                       microcred_sign_fn sign,
                                       microcred_now_fn now,
                                       microcred_log_fn log,
                                       struct microcred_engine **out,
                                       struct microcred_buffer **err);

// Frees an engine. Null is nothing to free.
//
// Safety:
// `engine` is null or comes from the library and was not freed, and nobody uses it at the moment.
int32_t microcred_engine_free(struct microcred_engine *engine);

// How many engines and buffers are out: what is left when all is freed is a leak. -1 where nobody keeps book, which is in every build
// without the feature `ffi-debug`.
int64_t microcred_live_handles(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* MICROCRED_H */
