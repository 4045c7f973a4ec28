package io.serai.bench.chaos;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The harness: {@code java -jar serai-chaos.jar run}. */
@Command(
        name = "serai-chaos",
        mixinStandardHelpOptions = true,
        description = "Breaks a cluster of hubs in every way it knows, and checks that nothing was lost.",
        subcommands = {RunCommand.class, CheckCommand.class})
public final class Chaos {

    Chaos() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Chaos()).execute(args));
    }
}
