using JobWorker.Fuzz;

try
{
    var options = FuzzOptions.Parse(args);
    Console.WriteLine(
        $"fuzz {options.Target}: {options.Time.TotalSeconds} s, seed {options.Seed}, {Repository.Configuration} build");
    var findings = new Findings();
    if (options.Target is "http" or "all")
    {
        await HttpFuzz.RunAsync(options, findings);
    }

    if (options.Target is "yaml" or "all")
    {
        await YamlFuzz.RunAsync(options, findings);
    }

    return findings.Report() ? 0 : 1;
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{FuzzOptions.Usage}");
    return 2;
}
