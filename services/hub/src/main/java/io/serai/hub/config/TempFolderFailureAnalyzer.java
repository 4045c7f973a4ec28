package io.serai.hub.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says that the web server could not make its folder for temporary files. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TempFolderFailureAnalyzer extends AbstractFailureAnalyzer<WebServerException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, WebServerException cause) {
        String message = String.valueOf(cause.getMessage());
        if (!message.contains("java.io.tmpdir")) {
            return null;
        }
        return new FailureAnalysis(
                "the folder for temporary files, java.io.tmpdir = '" + System.getProperty("java.io.tmpdir")
                        + "', cannot be written to: " + root,
                "make room there, or name another folder: java -Djava.io.tmpdir=/path -jar …",
                cause);
    }
}
