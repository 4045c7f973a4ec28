package io.serai.store.geode;

import io.serai.store.StoreException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one disk store in one of its folders, while Geode does not use them. */
record DiskFiles(String store, Path folder) {

    private static final Logger LOG = LoggerFactory.getLogger(DiskFiles.class);

    /** Those of every disk store that {@code cache.xml} names; none where it cannot be read, which Geode tells better. */
    static List<DiskFiles> in(String cacheXml) {
        XMLInputFactory xml = XMLInputFactory.newFactory();
        xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        List<DiskFiles> all = new ArrayList<>();
        try {
            XMLStreamReader reader = xml.createXMLStreamReader(new StringReader(cacheXml));
            String store = "";
            while (reader.hasNext()) {
                if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                if (reader.getLocalName().equals("disk-store")) {
                    store = String.valueOf(reader.getAttributeValue(null, "name"));
                } else if (reader.getLocalName().equals("disk-dir")) {
                    all.add(new DiskFiles(store, Path.of(reader.getElementText().strip())));
                }
            }
            return all;
        } catch (XMLStreamException broken) {
            return List.of();
        }
    }

    boolean absent() {
        return all().isEmpty();
    }

    /** Removes whatever there is. */
    void discard() {
        for (Path file : all()) {
            try {
                Files.delete(file);
            } catch (IOException failure) {
                throw new StoreException("cannot remove " + file + ": " + failure, failure);
            }
        }
    }

    private List<Path> all() {
        List<Path> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, this::isOurs)) {
            files.forEach(all::add);
            return all;
        } catch (IOException failure) {
            throw new StoreException("cannot list " + folder + " of disk store '" + store + "': " + failure, failure);
        }
    }

    /**
     * Ends what a power cut ended half way, where Geode would not open:
     *
     * <ul>
     *   <li>It rewrites the {@code .if} by renaming it first. Alone there, the renamed one is the one that counts.
     *   <li>A start names new files in the {@code .if} before they are on the device. They go missing only before the
     *       first force of that start, which also makes the files after them: so where there is nothing newer, nothing
     *       in them was acknowledged, and empty ones do. Anything else that is missing, was there, and Geode says so.
     * </ul>
     */
    void mend() {
        Path named = folder.resolve("BACKUP" + store + ".if");
        Path renamed = folder.resolve("BACKUP" + store + ".iftmp");
        try {
            if (Files.exists(renamed) && !Files.exists(named)) {
                Files.move(renamed, named);
                force(folder);
            }
            if (Files.exists(named) && Files.size(named) > 0) {
                makeNewest(NamedOplogs.in(named));
            }
        } catch (IOException failure) {
            throw new StoreException("cannot read " + named + ": " + failure, failure);
        }
    }

    private void makeNewest(NamedOplogs named) throws IOException {
        long newest = newest();
        make(named.crfs().tailSet(newest + 1), "crf");
        make(named.drfs().tailSet(newest + 1), "drf");
    }

    private void make(Set<Long> oplogs, String kind) throws IOException {
        for (long oplog : oplogs) {
            Path file = folder.resolve("BACKUP" + store + "_" + oplog + "." + kind);
            LOG.info("{} was named and never written when the last process ended; it is made anew", file);
            Files.createFile(file);
            force(file);
            force(folder);
        }
    }

    private long newest() throws IOException {
        long newest = -1;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "BACKUP" + store + "_*.{crf,drf}")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String id = name.substring(name.lastIndexOf('_') + 1, name.lastIndexOf('.'));
                newest = Math.max(newest, Long.parseLong(id));
            }
        }
        return newest;
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("BACKUP" + store + "_")
                || name.startsWith("BACKUP" + store + ".")
                || name.startsWith("OVERFLOW" + store + "_")
                || name.equals("DRLK_IF" + store + ".lk");
    }
}
