use super::*;

#[test]
fn an_older_list_never_replaces_a_newer_one() {
    each("publishing", |registry| {
        let folder = Folder::new("published");
        registry.allocate("urn:uuid:1", &[plan(StatusPurpose::Revocation)]).unwrap();
        let publication = Publication::begin(registry, 1, &folder.0).unwrap();
        assert_eq!(publication.snapshot().list.version, 1);
        std::thread::scope(|scope| {
            let (began, wait) = std::sync::mpsc::channel();
            let other = scope.spawn({
                let folder = &folder.0;
                move || {
                    began.send(()).unwrap();
                    let publication = Publication::begin(registry, 1, folder).unwrap();
                    let version = publication.snapshot().list.version;
                    publication.finish(format!("version {version}").as_bytes()).unwrap();
                }
            });
            wait.recv().unwrap();
            registry.set(&Target::credential("urn:uuid:1"), Change::Revoke, "meanwhile").unwrap();
            let path = publication.finish(b"version 1").unwrap();
            other.join().unwrap();
            assert_eq!(std::fs::read_to_string(path).unwrap(), "version 2");
        });
        assert!(registry.list(1).unwrap().is_published());
        registry.mark_published(1, 1).unwrap();
        assert_eq!(registry.list(1).unwrap().published, 2, "never backwards");
        registry.mark_published(1, 99).unwrap();
        assert_eq!(registry.list(1).unwrap().published, 2, "nor before it is there");
        let hidden = |name: &str| name.starts_with('.');
        let names =
            std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(names.filter(|name| !hidden(name)).collect::<Vec<_>>(), ["1"]);
    });
}
