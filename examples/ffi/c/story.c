/* Describe, issue, bake, verify, stack; and a bad badge that is refused, with the reason.
 *
 *   story DATA [FOLDER]      DATA is examples/data; into FOLDER goes a badge for the other languages
 *   story verify FILE...     says what each file is worth; the exit code is 1 if one is not valid
 */
#include "microcred_easy.h"

static char *read_file(const char *name, size_t *length) {
  FILE *file = fopen(name, "rb");
  char *text = NULL;
  long size;
  if (!file) return NULL;
  if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 && fseek(file, 0, SEEK_SET) == 0 &&
      (text = (char *)malloc((size_t)size + 1)) != NULL) {
    *length = fread(text, 1, (size_t)size, file);
    text[*length] = 0;
  }
  fclose(file);
  return text;
}

static void check(int holds, const char *what, const char *told) {
  if (!holds) {
    fprintf(stderr, "FAILED: %s\n%s\n", what, told ? told : "");
    exit(1);
  }
  printf("ok  %s\n", what);
}

static int is(const char *json, const char *name, const char *expected) {
  char *found = mc_member(json, name);
  int same = found && strcmp(found, expected) == 0;
  free(found);
  return same;
}

static int verify_files(int count, char **names) {
  microcred_engine *engine = mc_engine(NULL);
  int bad = 0, i;
  for (i = 0; i < count; i++) {
    size_t length = 0;
    char *document = read_file(names[i], &length);
    mc_result report = mc_verify(engine, document, length, NULL);
    int valid = report.status == MICROCRED_OK && is(report.data, "outcome", "\"valid\"");
    printf("%s: %s\n", names[i], valid ? "valid" : report.data);
    bad |= !valid;
    mc_done(&report);
    free(document);
  }
  microcred_engine_free(engine);
  return bad;
}

static char *replaced(const char *text, const char *from, const char *to) {
  const char *at = strstr(text, from);
  char *result = NULL;
  if (at) MC_FORMAT(result, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
  return result;
}

int main(int argc, char **argv) {
  char name[4096];
  size_t length = 0;
  if (argc > 2 && strcmp(argv[1], "verify") == 0) return verify_files(argc - 2, argv + 2);
  if (argc < 2) return 64;

  microcred_engine *engine = mc_engine("{\"policy\": \"strict\"}");
  check(engine != NULL, "an engine", NULL);

  snprintf(name, sizeof name, "%s/micro-credential.json", argv[1]);
  char *document = read_file(name, &length);
  check(document != NULL, "a micro-credential is described", name);
  char *request;
  MC_FORMAT(request, "{\"document\": %s}", document);
  mc_result checked = mc_call(engine, "check", request);
  check(checked.status == MICROCRED_OK && is(checked.data, "passed", "true"), "what is described is complete",
        checked.data);
  mc_done(&checked);
  free(request);

  mc_result made = mc_call(engine, "keygen", NULL);
  char *key = mc_member(made.data, "privateKeyJwk");
  check(key != NULL, "a key is made", made.data);
  mc_done(&made);
  char *options;
  MC_FORMAT(options, "{\"key\": %s, \"carrier\": \"extended\"}", key);
  mc_result badge = mc_issue(engine, document, options);
  check(badge.status == MICROCRED_OK, "it is issued", badge.data);

  mc_result keyless = mc_issue(engine, document, NULL);
  check(keyless.status == MICROCRED_ERROR_REQUEST, "without a key it is not", keyless.data);
  mc_done(&keyless);

  mc_result image = mc_bake(engine, NULL, 0, badge.data, badge.length);
  check(image.status == MICROCRED_OK, "it is baked into an image", image.data);
  mc_result report = mc_verify(engine, image.data, image.length, NULL);
  check(report.status == MICROCRED_OK && is(report.data, "outcome", "\"valid\""), "the image is verified", report.data);
  mc_done(&report);
  mc_result carried = mc_unbake(engine, image.data, image.length);
  check(carried.length == badge.length && memcmp(carried.data, badge.data, badge.length) == 0,
        "what comes out of it is what was signed", carried.data);
  mc_done(&carried);

  snprintf(name, sizeof name, "%s/pathway.json", argv[1]);
  char *pathway = read_file(name, &length);
  MC_FORMAT(request, "{\"pathway\": %s, \"credentials\": [%s]}", pathway, badge.data);
  mc_result stacked = mc_call(engine, "stack_evaluate", request);
  check(stacked.status == MICROCRED_OK && is(stacked.data, "complete", "false"), "it is held against a pathway",
        stacked.data);
  char *way = mc_member(stacked.data, "way");
  check(way && strstr(way, "ECTS"), "what is missing is said", stacked.data);
  free(way);
  mc_done(&stacked);
  free(request);

  report = mc_verify(engine, badge.data, badge.length, "{\"anchors\": {\"anchors\": [{\"id\": \"did:web:other.example\"}]}}");
  check(report.status == MICROCRED_OK && is(report.data, "accepted", "false"), "a stranger is not accepted", report.data);
  char *refusal = mc_member(report.data, "refusal");
  check(refusal && strstr(refusal, "issuer.not_anchored"), "and the report says why", report.data);
  free(refusal);
  mc_done(&report);

  char *forged = replaced(badge.data, "Green skills", "Greener skills");
  report = mc_verify(engine, forged, strlen(forged), NULL);
  check(report.status == MICROCRED_OK && is(report.data, "outcome", "\"invalid\""), "a forged badge is invalid",
        report.data);
  char *primary = mc_member(report.data, "primary");
  check(primary && strstr(primary, "proof.signature.invalid"), "and the report says why", report.data);
  free(primary);
  mc_done(&report);
  MC_FORMAT(request, "{\"document\": %s}", forged);
  mc_result refused = mc_call(engine, "render", request);
  check(refused.status == MICROCRED_ERROR_REFUSED, "no certificate is made of it", refused.data);
  mc_done(&refused);
  free(request);

  if (argc > 2) {
    FILE *file;
    snprintf(name, sizeof name, "%s/c.json", argv[2]);
    file = fopen(name, "wb");
    check(file && fwrite(badge.data, 1, badge.length, file) == badge.length && fclose(file) == 0, "the badge is kept", name);
    snprintf(name, sizeof name, "%s/c.svg", argv[2]);
    file = fopen(name, "wb");
    check(file && fwrite(image.data, 1, image.length, file) == image.length && fclose(file) == 0, "and the image", name);
  }
  mc_done(&image);
  mc_done(&badge);
  free(document);
  free(pathway);
  free(forged);
  free(options);
  free(key);
  microcred_engine_free(engine);
  return 0;
}
