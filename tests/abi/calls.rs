//! Calls as a host in C makes them, on the library in this process.

use microcred::ffi::*;
use serde_json::{Value, json};
use std::ffi::c_void;
use std::ptr::{null, null_mut};
use std::slice;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const MICRO_CREDENTIAL: &str = include_str!("../../examples/data/micro-credential.json");

/// Handles are counted for the whole process, so tests that count go one after the other.
static ALONE: Mutex<()> = Mutex::new(());

/// Takes what a buffer holds, and frees it.
fn taken(buffer: *mut microcred_buffer) -> Vec<u8> {
    assert!(!buffer.is_null());
    // SAFETY: it was just given out, and is freed here.
    unsafe {
        let (data, length) = (microcred_buffer_data(buffer), microcred_buffer_length(buffer));
        let bytes = slice::from_raw_parts(data, length).to_vec();
        assert_eq!(*data.add(length), 0, "a zero byte stands after it");
        assert_eq!(microcred_buffer_free(buffer), MICROCRED_OK);
        bytes
    }
}

/// What a call gave: bytes, or the status and the error.
fn asked<T>(call: impl FnOnce(*mut *mut T, *mut *mut microcred_buffer) -> i32) -> Result<*mut T, (i32, Value)> {
    let (mut out, mut err) = (null_mut(), null_mut());
    let status = call(&raw mut out, &raw mut err);
    match status {
        MICROCRED_OK => {
            assert!(!out.is_null() && err.is_null());
            Ok(out)
        }
        status => {
            assert!(out.is_null());
            let error: Value = serde_json::from_slice(&taken(err)).unwrap();
            let schema = serde_json::from_str(include_str!("../../vocab/schemas/operation-error.schema.json")).unwrap();
            assert!(jsonschema::is_valid(&schema, &error), "{error}");
            assert_eq!(error["status"], status);
            Err((status, error))
        }
    }
}

struct Engine(*mut microcred_engine);

impl Engine {
    fn new(configuration: &str) -> Result<Self, (i32, Value)> {
        // SAFETY: the text and the places are there during the call.
        asked(|out, err| unsafe { microcred_engine_new(configuration.as_ptr(), configuration.len(), out, err) })
            .map(Self)
    }

    fn call(&self, operation: &str, request: &Value) -> Result<Value, (i32, Value)> {
        let request = request.to_string();
        let out = asked(|out, err| {
            let (name, length) = (operation.as_ptr(), operation.len());
            // SAFETY: the engine lives, the texts and the places are there during the call.
            unsafe { microcred_call(self.0, name, length, request.as_ptr(), request.len(), out, err) }
        })?;
        Ok(serde_json::from_slice(&taken(out)).unwrap())
    }

    fn verify(&self, document: &[u8], options: &str) -> Value {
        let out = asked(|out, err| {
            let (data, length) = (document.as_ptr(), document.len());
            // SAFETY: as above.
            unsafe { microcred_verify(self.0, data, length, options.as_ptr(), options.len(), out, err) }
        });
        serde_json::from_slice(&taken(out.unwrap())).unwrap()
    }

    fn issue(&self, document: &str, options: &Value) -> Result<Vec<u8>, (i32, Value)> {
        let options = options.to_string();
        let out = asked(|out, err| {
            let (data, length) = (document.as_ptr(), document.len());
            // SAFETY: as above.
            unsafe { microcred_issue(self.0, data, length, options.as_ptr(), options.len(), out, err) }
        })?;
        Ok(taken(out))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // SAFETY: it was made by `new`, and nobody uses it.
        assert_eq!(unsafe { microcred_engine_free(self.0) }, MICROCRED_OK);
    }
}

#[test]
fn a_story_goes_through() {
    let _alone = ALONE.lock();
    let before = microcred_live_handles();
    assert_eq!(microcred_abi_version() >> 16, 1);
    let engine = Engine::new("").unwrap();
    // SAFETY: the places are there during the call.
    let info: Value =
        serde_json::from_slice(&taken(asked(|out, err| unsafe { microcred_info(out, err) }).unwrap())).unwrap();
    assert_eq!((&info["abiVersion"], &info["type"]), (&json!("1.0"), &json!("Info")));

    // SAFETY: as above.
    let key = asked(|out, err| unsafe { microcred_keygen(engine.0, null(), 0, out, err) }).unwrap();
    let key: Value = serde_json::from_slice(&taken(key)).unwrap();
    let badge = engine.issue(MICRO_CREDENTIAL, &json!({"key": key["privateKeyJwk"], "carrier": "extended"})).unwrap();
    let report = engine.verify(&badge, "");
    assert_eq!((&report["outcome"], &report["trust"]), (&json!("valid"), &json!("issuer_bound")));

    let image = asked(|out, err| {
        let (data, length) = (badge.as_ptr(), badge.len());
        // SAFETY: as above.
        unsafe { microcred_bake(engine.0, null(), 0, data, length, null(), 0, out, err) }
    });
    let image = taken(image.unwrap());
    assert_eq!(engine.verify(&image, "{}")["outcome"], "valid", "images are verified as they are");
    // SAFETY: as above.
    let carried = asked(|out, err| unsafe { microcred_unbake(engine.0, image.as_ptr(), image.len(), out, err) });
    assert_eq!(taken(carried.unwrap()), badge);

    let forged = String::from_utf8(badge).unwrap().replace("Green skills", "Greener skills");
    assert_eq!(engine.verify(forged.as_bytes(), "")["outcome"], "invalid", "a bad badge is no error");
    let (status, error) = engine.call("render", &json!({"document": forged})).unwrap_err();
    assert_eq!((status, &error["kind"]), (MICROCRED_ERROR_REFUSED, &json!("refused")));
    let (status, error) = engine.call("verify", &json!({"dokument": 1})).unwrap_err();
    assert_eq!((status, &error["pointer"]), (MICROCRED_ERROR_REQUEST, &json!("/document")));
    drop(engine);
    assert_eq!(microcred_live_handles(), before, "all that was given out was freed");
}

#[test]
fn a_configuration_holds_for_every_request() {
    let _alone = ALONE.lock();
    let key =
        Engine::new("").unwrap().call("keygen", &json!({"verificationMethod": "did:web:vet.example#key-1"})).unwrap();
    let did = json!({"id": "did:web:vet.example", "verificationMethod": [{"id": "#key-1", "type": "Multikey",
        "controller": "did:web:vet.example", "publicKeyMultibase": key["publicKeyMultibase"]}], "assertionMethod": ["#key-1"]});
    let then = r#"{"now": "2026-11-20T11:00:00Z"}"#;
    let badge = Engine::new(then).unwrap().issue(MICRO_CREDENTIAL, &json!({"key": key["privateKeyJwk"]})).unwrap();

    let open = Engine::new("").unwrap().verify(&badge, "");
    assert_eq!(open["outcome"], "indeterminate");
    let need = &open["needs"][0];
    assert_eq!((&need["subject"], &need["beforeProof"]), (&json!("did:web:vet.example"), &json!(true)));
    let again = json!({"resources": {need["url"].as_str().unwrap(): did}}).to_string();
    let closed = Engine::new("").unwrap().verify(&badge, &again);
    assert!(
        closed["outcome"] == "valid" && closed.get("needs").is_none(),
        "what was needed is supplied, and asked again"
    );

    let configuration = json!({
        "resources": {"did:web:vet.example": did}, "anchors": {"anchors": [{"id": "did:web:vet.example"}]},
        "now": "2026-11-23T11:00:00Z", "limits": {"bytes": 100_000},
    });
    let engine = Engine::new(&configuration.to_string()).unwrap();
    let report = engine.verify(&badge, "");
    assert_eq!((&report["trust"], &report["verifiedAt"]), (&json!("trusted"), &json!("2026-11-23T11:00:00Z")));
    let long = format!("{{\"a\": \"{}\"}}", "x".repeat(100_000));
    assert_eq!(engine.verify(long.as_bytes(), "")["primary"]["code"], "input.too_large");

    for (wrong, place) in [
        (json!({"polizy": "strict"}), "/polizy"),
        (json!({"limits": {"byte": 1}}), "/limits/byte"),
        (json!({"contexts": [{"url": "https://a.example/"}]}), "/contexts/0"),
        (json!({"anchors": {"anchors": [{}]}}), "/anchors/anchors/0"),
        (json!({"now": "soon"}), "/now"),
    ] {
        let (status, error) = Engine::new(&wrong.to_string()).err().unwrap();
        assert_eq!((status, &error["pointer"]), (MICROCRED_ERROR_CONFIGURATION, &json!(place)), "{error}");
    }
}

/// What the callbacks of the tests share.
#[derive(Default)]
struct Desk {
    key: Vec<u8>,
    did: String,
    fetched: AtomicUsize,
    lines: Mutex<Vec<String>>,
    too_much: bool,
}

impl Desk {
    /// The lines of the log: level, operation, status and code.
    fn told(&self) -> Vec<String> {
        let lines = self.lines.lock().unwrap();
        lines.iter().map(|line| line.split(' ').take(4).collect::<Vec<_>>().join(" ")).collect()
    }
}

unsafe extern "C" fn fetch(
    user: *mut c_void,
    need: *const u8,
    n: usize,
    to: *mut u8,
    room: usize,
    length: *mut usize,
) -> i32 {
    // SAFETY: `user` is the desk, and the rest is as the header says.
    let (desk, need) = unsafe { (&*user.cast::<Desk>(), slice::from_raw_parts(need, n)) };
    let need: Value = serde_json::from_slice(need).unwrap();
    desk.fetched.fetch_add(1, Ordering::Relaxed);
    if need["subject"] != "did:web:vet.example" {
        return MICROCRED_HOST_NOT_FOUND;
    }
    // SAFETY: there is room for as much as the need says.
    unsafe {
        to.copy_from_nonoverlapping(desk.did.as_ptr(), desk.did.len());
        *length = if desk.too_much { room + 1 } else { desk.did.len() };
    }
    MICROCRED_HOST_OK
}

unsafe extern "C" fn sign(
    user: *mut c_void,
    method: *const u8,
    method_length: usize,
    message: *const u8,
    message_length: usize,
    to: *mut u8,
    room: usize,
    length: *mut usize,
) -> i32 {
    use microcred::key::{InMemorySigner, PrivateKey, Signer};
    // SAFETY: as the header says.
    let (desk, method, message) = unsafe {
        (
            &*user.cast::<Desk>(),
            slice::from_raw_parts(method, method_length),
            slice::from_raw_parts(message, message_length),
        )
    };
    if method != b"did:web:vet.example#key-1" || desk.key.len() != 32 {
        return 7;
    }
    let signer = InMemorySigner::new(PrivateKey::from_ed25519_seed(desk.key.as_slice().try_into().unwrap())).unwrap();
    let signature = signer.sign(message).unwrap();
    assert!(signature.len() <= room);
    // SAFETY: there is room.
    unsafe {
        to.copy_from_nonoverlapping(signature.as_ptr(), signature.len());
        *length = signature.len();
    }
    MICROCRED_HOST_OK
}

unsafe extern "C" fn nothing(_: *mut c_void) -> i64 {
    0
}

unsafe extern "C" fn now(_: *mut c_void) -> i64 {
    1_795_431_600
}

unsafe extern "C" fn log(user: *mut c_void, level: i32, line: *const u8, length: usize) {
    // SAFETY: as the header says.
    let (desk, line) = unsafe { (&*user.cast::<Desk>(), slice::from_raw_parts(line, length)) };
    desk.lines.lock().unwrap().push(format!("{level} {}", String::from_utf8_lossy(line)));
}

#[test]
fn the_host_fetches_signs_tells_the_time_and_keeps_a_log() {
    use microcred::key::PrivateKey;
    let _alone = ALONE.lock();
    let multikey = PrivateKey::from_ed25519_seed(&[7; 32]).public_key().to_multikey();
    let did = json!({"id": "did:web:vet.example", "verificationMethod": [{"id": "#key-1", "type": "Multikey",
        "controller": "did:web:vet.example", "publicKeyMultibase": multikey}], "assertionMethod": ["#key-1"]});
    let mut desk = Desk {
        key: vec![7; 32],
        did: did.to_string(),
        fetched: AtomicUsize::new(0),
        lines: Mutex::default(),
        too_much: false,
    };
    let hosted = |desk: &Desk, configuration: &str| {
        let user = (&raw const *desk).cast_mut().cast();
        let made = asked(|out, err| {
            let (data, length) = (configuration.as_ptr(), configuration.len());
            // SAFETY: the desk outlives the engine.
            unsafe {
                microcred_engine_new_with_host(
                    data,
                    length,
                    user,
                    Some(fetch),
                    Some(sign),
                    Some(now),
                    Some(log),
                    out,
                    err,
                )
            }
        });
        Engine(made.unwrap())
    };
    let public = json!({"verificationMethod": "did:web:vet.example#key-1", "publicKeyMultibase": multikey});
    let engine = hosted(&desk, r#"{"offline": false}"#);
    let badge = engine.issue(MICRO_CREDENTIAL, &json!({"key": public})).unwrap();
    let report = engine.verify(&badge, "");
    assert_eq!(
        (&report["outcome"], &report["verifiedAt"]),
        (&json!("valid"), &json!("2026-11-23T11:00:00Z")),
        "{report}"
    );
    assert_eq!(desk.fetched.load(Ordering::Relaxed), 1);
    drop(engine);
    {
        let lines = desk.lines.lock().unwrap();
        assert!(lines[0].starts_with("0 issue 0 ") && lines[1].starts_with("0 verify 0 "), "{lines:?}");
        assert!(!lines.concat().contains("Ana"));
    }

    let offline = hosted(&desk, "");
    assert_eq!(offline.verify(&badge, "")["outcome"], "indeterminate");
    assert_eq!(desk.fetched.load(Ordering::Relaxed), 1, "offline, nobody is asked");
    let other = json!({"key": {"verificationMethod": "did:web:vet.example#key-2", "publicKeyMultibase": multikey}});
    let (status, error) = offline.issue(MICRO_CREDENTIAL, &other).unwrap_err();
    assert!(status == MICROCRED_ERROR_FAILED && error["detail"].as_str().unwrap().contains("callback"), "{error}");
    assert_eq!(error["code"], "abi.callback", "{error}");
    assert_eq!(error["detail"].as_str().unwrap().matches("callback").count(), 1, "{error}");
    drop(offline);

    desk.too_much = true;
    let careless = hosted(&desk, r#"{"offline": false}"#);
    let report = careless.verify(&badge, "");
    assert_eq!(report["outcome"], "indeterminate");
    assert!(report.to_string().contains("more than the 262144 bytes"), "{report}");
    drop(careless);
}

/// An engine with a clock and a log.
fn timed(desk: &Desk, now: unsafe extern "C" fn(*mut c_void) -> i64) -> Engine {
    let user = (&raw const *desk).cast_mut().cast();
    // SAFETY: the desk outlives the engine.
    let make = |out, err| unsafe {
        microcred_engine_new_with_host(null(), 0, user, None, None, Some(now), Some(log), out, err)
    };
    Engine(asked(make).unwrap())
}

#[test]
fn a_clock_that_tells_nothing_is_none_of_1970() {
    let _alone = ALONE.lock();
    let desk = Desk::default();
    let engine = timed(&desk, nothing);
    let (status, error) = engine.call("verify", &json!({"document": "{}"})).unwrap_err();
    assert_eq!((status, &error["code"]), (MICROCRED_ERROR_FAILED, &json!("abi.callback")), "{error}");
    assert_eq!(desk.told(), ["2 verify 7 abi.callback"]);
}

#[test]
fn what_has_threads_of_its_own_calls_no_host_from_them() {
    let _alone = ALONE.lock();
    let desk = Desk::default();
    let engine = timed(&desk, now);
    for operation in ["batch_verify", "batch_issue"] {
        let (status, error) = engine.call(operation, &json!({})).unwrap_err();
        assert_eq!((status, &error["code"]), (MICROCRED_ERROR_REQUEST, &json!("request.operation")), "{error}");
        assert!(error["detail"].as_str().unwrap().contains("without `fetch`, `sign` and `now`"), "{error}");
        let (_, error) = Engine::new("").unwrap().call(operation, &json!({})).unwrap_err();
        assert!(!error.to_string().contains("threads of its own"), "{error}");
    }
}

#[test]
fn the_log_has_a_line_for_each_call_however_it_ends() {
    let _alone = ALONE.lock();
    let desk = Desk::default();
    let engine = timed(&desk, now);
    engine.call("info", &json!({})).unwrap();
    let bad = [0xff_u8];
    let verify = |data: *const u8, length| {
        // SAFETY: the bytes and the places are there during the call.
        asked(|out, err| unsafe { microcred_verify(engine.0, data, length, bad.as_ptr(), 1, out, err) }).unwrap_err().0
    };
    assert_eq!(verify(null(), 0), MICROCRED_ERROR_NULL);
    assert_eq!(verify(bad.as_ptr(), 1), MICROCRED_ERROR_UTF8);
    let mut expected = vec!["0 info 0 -", "1 verify 1 abi.null", "1 verify 2 abi.utf8"];
    if cfg!(feature = "ffi-debug") {
        engine.call("panic", &json!({})).unwrap_err();
        engine.call("info", &json!({})).unwrap_err();
        expected.extend(["2 ? 90 abi.panic", "2 info 91 abi.poisoned"]);
    }
    assert_eq!(desk.told(), expected);
}

#[test]
fn a_fault_poisons_the_engine_and_a_handle_is_freed_once() {
    if cfg!(not(feature = "ffi-debug")) {
        println!("skipped: this takes the feature ffi-debug");
        return;
    }
    let _alone = ALONE.lock();
    let engine = Engine::new("").unwrap();
    let (status, error) = engine.call("panic", &json!({})).unwrap_err();
    assert_eq!((status, &error["code"]), (MICROCRED_ERROR_PANIC, &json!("abi.panic")));
    let (status, error) = engine.call("info", &json!({})).unwrap_err();
    assert_eq!((status, &error["code"]), (MICROCRED_ERROR_POISONED, &json!("abi.poisoned")));
    assert!(Engine::new("").unwrap().call("info", &json!({})).is_ok(), "another engine is none the worse");

    let live = microcred_live_handles();
    // SAFETY: with `ffi-debug`, handles that are not out are noticed, and not followed.
    unsafe {
        let buffer = asked(|out, err| microcred_info(out, err)).unwrap();
        assert_eq!(microcred_live_handles(), live + 1);
        assert_eq!(microcred_engine_free(buffer.cast()), MICROCRED_ERROR_HANDLE, "it is a buffer");
        assert_eq!(microcred_buffer_free(buffer), MICROCRED_OK);
        assert_eq!(microcred_buffer_free(buffer), MICROCRED_ERROR_HANDLE);
        assert!(microcred_buffer_data(buffer).is_null() && microcred_buffer_length(buffer) == 0);
        assert_eq!(microcred_buffer_free(null_mut()), MICROCRED_OK);
        let made = asked(|out, err| microcred_engine_new(null(), 0, out, err)).unwrap();
        assert_eq!(microcred_engine_free(made), MICROCRED_OK);
        assert_eq!(microcred_engine_free(made), MICROCRED_ERROR_HANDLE);
        let (status, error) = asked(|out, err| microcred_keygen(made, null(), 0, out, err)).unwrap_err();
        assert_eq!((status, &error["code"]), (MICROCRED_ERROR_HANDLE, &json!("abi.handle")));
    }
}
