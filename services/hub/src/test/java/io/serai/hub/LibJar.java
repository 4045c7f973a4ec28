package io.serai.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** A user's own jar in a {@code serai.lib} folder, compiled from its sources. */
final class LibJar {

    private final Path folder;
    private final Map<String, String> sources = new TreeMap<>();
    private final Map<String, String> entries = new TreeMap<>();

    LibJar(Path folder) {
        this.folder = folder;
    }

    /** A class of its own name. */
    LibJar with(String name, String source) {
        sources.put(name, source);
        return this;
    }

    LibJar entry(String name, String content) {
        entries.put(name, content);
        return this;
    }

    /** Writes the jar; answers the setting that names its folder. */
    String setting() throws IOException {
        Path lib = Files.createDirectories(folder.resolve("lib"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(lib.resolve("acme.jar")))) {
            for (Map.Entry<String, String> source : sources.entrySet()) {
                String path = source.getKey().replace('.', '/');
                Path file = folder.resolve("src").resolve(path + ".java");
                Files.createDirectories(file.getParent());
                Files.writeString(file, source.getValue());
                compile(file, classes);
                add(jar, path + ".class", Files.readAllBytes(classes.resolve(path + ".class")));
            }
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                add(jar, entry.getKey(), entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return "--serai.lib=" + lib;
    }

    private static void compile(Path source, Path classes) throws IOException {
        String path = System.getProperty("java.class.path");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", path, "-d", classes.toString(), source.toString());
        if (result != 0) {
            throw new IOException(source + " does not compile");
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
