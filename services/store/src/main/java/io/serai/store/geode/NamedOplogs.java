package io.serai.store.geode;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.geode.internal.cache.CountingDataInputStream;
import org.apache.geode.internal.cache.persistence.DiskInitFileInterpreter;
import org.apache.geode.internal.cache.persistence.DiskInitFileParser;
import org.jspecify.annotations.Nullable;

/** Which oplogs an {@code .if} names: Geode does not open the disk store unless each is there. */
record NamedOplogs(SortedSet<Long> crfs, SortedSet<Long> drfs) {

    static NamedOplogs in(Path file) throws IOException {
        NamedOplogs named = new NamedOplogs(new TreeSet<>(), new TreeSet<>());
        try (CountingDataInputStream in =
                new CountingDataInputStream(new BufferedInputStream(Files.newInputStream(file)), Files.size(file))) {
            new DiskInitFileParser(in, named.interpreter()).parse();
        } catch (EOFException lastRecordIsCutOff) {
            // what stands before it counts, for Geode as well
        } catch (ClassNotFoundException broken) {
            throw new IOException("cannot read " + file, broken);
        }
        return named;
    }

    private DiskInitFileInterpreter interpreter() {
        return (DiskInitFileInterpreter) Proxy.newProxyInstance(
                DiskInitFileInterpreter.class.getClassLoader(),
                new Class<?>[] {DiskInitFileInterpreter.class},
                (proxy, method, arguments) -> read(method, arguments));
    }

    private @Nullable Object read(Method method, Object[] arguments) {
        switch (method.getName()) {
            case "cmnCrfCreate" -> crfs.add((Long) arguments[0]);
            case "cmnDrfCreate" -> drfs.add((Long) arguments[0]);
            case "cmnCrfDelete" -> crfs.remove((Long) arguments[0]);
            case "cmnDrfDelete" -> drfs.remove((Long) arguments[0]);
            default -> {
                // of no interest here
            }
        }
        Class<?> answer = method.getReturnType();
        return answer == boolean.class ? Boolean.FALSE : answer == String.class ? "" : null;
    }
}
