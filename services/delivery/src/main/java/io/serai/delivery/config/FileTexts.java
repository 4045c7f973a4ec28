package io.serai.delivery.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the texts of files come from: the disk, or what was read of it at one moment. */
@FunctionalInterface
public interface FileTexts {

    /** What is on the disk now. */
    FileTexts DISK = Files::readString;

    /**
     * The text of a file.
     *
     * @throws java.nio.file.NoSuchFileException where there is none
     * @throws java.nio.charset.CharacterCodingException where it is not UTF-8 text
     */
    String read(Path file) throws IOException;
}
