package io.serai.store.geode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code cache.xml} of the jar with files of another size, so that Geode rolls and compacts all the time. */
final class SmallFiles {

    private SmallFiles() {}

    /** Writes it into a folder beside the data: what a test does to the disk does not touch it. */
    static Path config(Path beside, int maxOplogMegabytes, String... replacements) throws IOException {
        String xml = Files.readString(Path.of("../../geode-config/cache.xml"))
                .replaceAll("max-oplog-size=\"\\d+\"", "max-oplog-size=\"" + maxOplogMegabytes + "\"");
        for (int i = 0; i < replacements.length; i += 2) {
            xml = xml.replace(replacements[i], replacements[i + 1]);
        }
        Path config = Files.createDirectories(beside.resolve("config"));
        Files.writeString(config.resolve("cache.xml"), xml);
        return config;
    }
}
