package io.serai.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks, each a command. Figures of different runs say nothing beside each other: ratios of one run do. */
@Command(
        name = "serai-bench",
        mixinStandardHelpOptions = true,
        description = "Measures the hub beside raw Geode with one put per event.",
        subcommands = {Throughput.class, Backlog.class, Restart.class})
public final class Bench {

    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }
}
