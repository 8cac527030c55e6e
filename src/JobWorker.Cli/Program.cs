using JobWorker.Cli.Commands;
using JobWorker.Cli.Screen;

return await CommandLine.RunAsync(args, Terminal.OfProcess());
