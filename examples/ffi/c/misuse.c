/* What a host may do wrong, and what it may do at once: null for every pointer of every function, lengths that cannot be, texts that
 * are none, inputs that are too large; a fork after an engine was made; many threads with one engine.
 *
 *   misuse DATA [THREADS ROUNDS]      with the library of the feature ffi-debug, freeing twice and a fault are tried as well
 */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "microcred_easy.h"

static const microcred_engine *shared;
static const char *badge;
static size_t badge_length;
static long rounds;

static void check(int holds, const char *what) {
  if (!holds) {
    fprintf(stderr, "FAILED: %s\n", what);
    exit(1);
  }
}

/* The call fails with that status, sets nothing but an error, and the error says `code`. */
#define REFUSED(expected, expected_code, call)                                               \
  do {                                                                                       \
    microcred_buffer *out = (microcred_buffer *)1, *err = (microcred_buffer *)1;             \
    int32_t status = (call);                                                                 \
    check(status == (expected), #call);                                                      \
    check(out == NULL, "out is null: " #call);                                               \
    check(err != NULL && strstr((const char *)microcred_buffer_data(err), expected_code) != NULL, "err says why: " #call); \
    check(microcred_buffer_free(err) == MICROCRED_OK, "err is freed: " #call);               \
  } while (0)

static const uint8_t *b(const char *text) { return (const uint8_t *)text; }

static void null_everywhere(const microcred_engine *e) {
  static const char op[] = "info", doc[] = "{}";
  REFUSED(MICROCRED_ERROR_NULL, "engine", microcred_call(NULL, b(op), 4, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "operation", microcred_call(e, NULL, 4, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "operation", microcred_call(e, NULL, 0, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "request", microcred_call(e, b(op), 4, NULL, 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "engine", microcred_verify(NULL, b(doc), 2, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "document", microcred_verify(e, NULL, 2, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "options", microcred_verify(e, b(doc), 2, NULL, 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "engine", microcred_issue(NULL, b(doc), 2, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "document", microcred_issue(e, NULL, 2, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "options", microcred_issue(e, b(doc), 2, NULL, 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "engine", microcred_render(NULL, b(doc), 2, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "document", microcred_render(e, NULL, 2, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "options", microcred_render(e, b(doc), 2, NULL, 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "engine", microcred_bake(NULL, b(doc), 2, b(doc), 2, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "image", microcred_bake(e, NULL, 2, b(doc), 2, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "document", microcred_bake(e, b(doc), 2, NULL, 2, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "options", microcred_bake(e, b(doc), 2, b(doc), 2, NULL, 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "engine", microcred_unbake(NULL, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "image", microcred_unbake(e, NULL, 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "engine", microcred_keygen(NULL, b(doc), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_NULL, "options", microcred_keygen(e, NULL, 2, &out, &err));

  microcred_buffer *out = NULL, *err = NULL;
  microcred_engine *made = NULL;
  check(microcred_engine_new(NULL, 2, &made, &err) == MICROCRED_ERROR_NULL && made == NULL && err, "configuration");
  microcred_buffer_free(err);
  check(microcred_engine_new_with_host(NULL, 2, NULL, NULL, NULL, NULL, NULL, &made, &err) == MICROCRED_ERROR_NULL, "likewise");
  microcred_buffer_free(err);
  check(microcred_engine_new_with_host(NULL, 0, NULL, NULL, NULL, NULL, NULL, &made, &err) == MICROCRED_OK, "no callbacks");
  check(microcred_engine_free(made) == MICROCRED_OK, "is freed");
  check(microcred_engine_new(NULL, 0, NULL, &err) == MICROCRED_ERROR_NULL && err, "a place for the engine");
  microcred_buffer_free(err);
  check(microcred_engine_new_with_host(NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL) == MICROCRED_ERROR_NULL, "none");
  check(microcred_call(e, b(op), 4, NULL, 0, NULL, &err) == MICROCRED_ERROR_NULL && err, "a place for the answer");
  microcred_buffer_free(err);
  check(microcred_call(e, b(op), 4, NULL, 0, &out, NULL) == MICROCRED_OK && out, "nobody needs the error");
  microcred_buffer_free(out);
  check(microcred_call(e, b("none"), 4, NULL, 0, &out, NULL) == MICROCRED_ERROR_REQUEST && !out, "not even if there is one");
  check(microcred_verify(e, b(doc), 2, NULL, 0, NULL, NULL) == MICROCRED_ERROR_NULL, "verify");
  check(microcred_issue(e, b(doc), 2, NULL, 0, NULL, NULL) == MICROCRED_ERROR_NULL, "issue");
  check(microcred_render(e, b(doc), 2, NULL, 0, NULL, NULL) == MICROCRED_ERROR_NULL, "render");
  check(microcred_bake(e, NULL, 0, b(doc), 2, NULL, 0, NULL, NULL) == MICROCRED_ERROR_NULL, "bake");
  check(microcred_unbake(e, b(doc), 2, NULL, NULL) == MICROCRED_ERROR_NULL, "unbake");
  check(microcred_keygen(e, NULL, 0, NULL, NULL) == MICROCRED_ERROR_NULL, "keygen");
  check(microcred_info(NULL, NULL) == MICROCRED_ERROR_NULL, "info");
  check(microcred_info(NULL, &err) == MICROCRED_ERROR_NULL && err, "info with a reason");
  microcred_buffer_free(err);
  check(microcred_buffer_data(NULL) == NULL && microcred_buffer_length(NULL) == 0, "a buffer");
  check(microcred_buffer_free(NULL) == MICROCRED_OK && microcred_engine_free(NULL) == MICROCRED_OK, "nothing to free");
  puts("ok  null for every pointer of every function");
}

static void lengths_and_texts(const microcred_engine *e) {
  static const char bad[] = "{\"document\": \"\xff\xfe\"}";
  const size_t huge = (size_t)-1, large = (size_t)64 << 20;
  microcred_buffer *out = NULL, *err = NULL;
  REFUSED(MICROCRED_ERROR_LENGTH, "abi.length", microcred_call(e, b("info"), 4, b("{}"), huge, &out, &err));
  REFUSED(MICROCRED_ERROR_LENGTH, "abi.length", microcred_call(e, b("info"), huge, b("{}"), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_LENGTH, "abi.length", microcred_verify(e, b("{}"), huge / 2 + 1, NULL, 0, &out, &err));
  REFUSED(MICROCRED_ERROR_LENGTH, "abi.length", microcred_unbake(e, b("{}"), huge, &out, &err));
  REFUSED(MICROCRED_ERROR_UTF8, "abi.utf8", microcred_call(e, b("verify"), 6, b(bad), sizeof bad - 1, &out, &err));
  REFUSED(MICROCRED_ERROR_UTF8, "abi.utf8", microcred_call(e, b("\xff"), 1, b("{}"), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_REQUEST, "request.operation", microcred_call(e, b(""), 0, b("{}"), 2, &out, &err));
  REFUSED(MICROCRED_ERROR_REQUEST, "request.json", microcred_call(e, b("info"), 4, b("{}\0"), 3, &out, &err));
  REFUSED(MICROCRED_ERROR_REFUSED, "container", microcred_unbake(e, b(""), 0, &out, &err));
  /* A document is bytes: what is no text is a bad document, not a bad call. */
  check(microcred_verify(e, b("\xff\xfe"), 2, NULL, 0, &out, &err) == MICROCRED_OK, "a report");
  check(strstr((const char *)microcred_buffer_data(out), "\"outcome\":\"invalid\"") != NULL, "that it is bad");
  microcred_buffer_free(out);
  check(microcred_verify(e, b(""), 0, NULL, 0, &out, &err) == MICROCRED_OK && out, "an empty document is a bad one");
  microcred_buffer_free(out);

  char *much = (char *)malloc(large);
  check(much != NULL, "64 MB");
  memset(much, ' ', large);
  much[0] = '{';
  much[large - 1] = '}';
  REFUSED(MICROCRED_ERROR_REQUEST, "input.too_large", microcred_call(e, b("verify"), 6, b(much), large, &out, &err));
  check(microcred_verify(e, b(much), large, NULL, 0, &out, &err) == MICROCRED_OK, "64 MB have a report");
  check(strstr((const char *)microcred_buffer_data(out), "input.too_large") != NULL, "that they are too many");
  microcred_buffer_free(out);
  REFUSED(MICROCRED_ERROR_REFUSED, "\"", microcred_unbake(e, b(much), large, &out, &err));
  free(much);
  puts("ok  lengths, texts, 64 MB");
}

static int is_valid(void) {
  mc_result report = mc_verify(shared, badge, badge_length, NULL);
  int valid = report.status == MICROCRED_OK && strstr(report.data, "\"outcome\":\"valid\"") != NULL;
  mc_done(&report);
  return valid;
}

static void *work(void *unused) {
  (void)unused;
  for (long i = 0; i < rounds; i++)
    if (!is_valid()) return (void *)1;
  return NULL;
}

static void threads(long count) {
  pthread_t *all = (pthread_t *)calloc((size_t)count, sizeof *all);
  long bad = 0;
  for (long i = 0; i < count; i++) check(pthread_create(&all[i], NULL, work, NULL) == 0, "a thread");
  for (long i = 0; i < count; i++) {
    void *result;
    pthread_join(all[i], &result);
    bad += result != NULL;
  }
  free(all);
  check(bad == 0, "all threads found it valid");
  printf("ok  %ld threads, %ld verifications each, one engine\n", count, rounds);
}

static void forks(void) {
  fflush(stdout);
  for (int i = 0; i < 4; i++) {
    pid_t child = fork();
    check(child >= 0, "a fork");
    if (child == 0) {
      mc_result made = mc_call(shared, "keygen", NULL);
      int good = made.status == MICROCRED_OK && is_valid();
      mc_done(&made);
      _exit(good ? 0 : 1);
    }
    int status = 1;
    waitpid(child, &status, 0);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the child works with its parent's engine");
  }
  check(is_valid(), "and so does the parent");
  puts("ok  forks after the engine was made");
}

static void freed_twice_and_faults(void) {
  if (microcred_live_handles() < 0) {
    puts("--  freed twice, faults: a library with the feature ffi-debug notices them");
    return;
  }
  microcred_engine *engine = mc_engine(NULL);
  microcred_buffer *out = NULL, *err = NULL;
  check(microcred_keygen(engine, NULL, 0, &out, &err) == MICROCRED_OK, "a key");
  check(microcred_buffer_free(out) == MICROCRED_OK, "is freed once");
  check(microcred_buffer_free(out) == MICROCRED_ERROR_HANDLE, "and not twice");
  check(microcred_buffer_data(out) == NULL, "nor read");
  check(microcred_buffer_free((microcred_buffer *)engine) == MICROCRED_ERROR_HANDLE, "an engine is no buffer");
  REFUSED(MICROCRED_ERROR_PANIC, "abi.panic", microcred_call(engine, b("panic"), 5, NULL, 0, &out, &err));
  REFUSED(MICROCRED_ERROR_POISONED, "abi.poisoned", microcred_call(engine, b("info"), 4, NULL, 0, &out, &err));
  check(microcred_engine_free(engine) == MICROCRED_OK, "it is freed all the same");
  check(microcred_engine_free(engine) == MICROCRED_ERROR_HANDLE, "once");
  puts("ok  freed twice, faults");
}

int main(int argc, char **argv) {
  if (argc < 2) return 64;
  long count = argc > 3 ? atol(argv[2]) : 32;
  rounds = argc > 3 ? atol(argv[3]) : 1000;
  char name[4096], document[65536];
  snprintf(name, sizeof name, "%s/micro-credential.json", argv[1]);
  FILE *file = fopen(name, "rb");
  check(file != NULL, name);
  document[fread(document, 1, sizeof document - 1, file)] = 0;
  fclose(file);

  microcred_engine *engine = mc_engine(NULL);
  shared = engine;
  mc_result made = mc_call(engine, "keygen", NULL);
  char *key = mc_member(made.data, "privateKeyJwk"), *options;
  MC_FORMAT(options, "{\"key\": %s}", key);
  mc_result issued = mc_issue(engine, document, options);
  check(issued.status == MICROCRED_OK, "a badge");
  badge = issued.data;
  badge_length = issued.length;

  null_everywhere(engine);
  lengths_and_texts(engine);
  forks();
  threads(count);
  freed_twice_and_faults();

  mc_done(&issued);
  mc_done(&made);
  free(key);
  free(options);
  microcred_engine_free(engine);
  check(microcred_live_handles() <= 0, "nothing is left");
  return 0;
}
