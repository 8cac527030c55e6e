namespace JobWorker.Testing.Postgres;

/// <summary>A PostgreSQL of our own, with its data in a folder of its own, that can be stopped and started again.</summary>
/// <remarks>PostgreSQL will not run as root: there it runs as the user that Debian's package makes for it.</remarks>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string User = "jobworker";
    public const string Password = "s3cret'pass word";

    private const string Account = "postgres";

    private static readonly string? Programs = FindPrograms();

    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private ServerProcess? _process;
    private string _password = Password;

    /// <summary>What a test says that is skipped without it; none when it is there.</summary>
    public static string? Missing { get; } =
        Programs is null ? "postgresql (initdb, postgres) is not installed"
        : Environment.IsPrivilegedProcess && Repository.Tool("setpriv") is null ? "setpriv is not installed"
        : null;

    public int Port { get; } = Ports.Free();

    /// <summary>As Dapr's component takes it.</summary>
    public string ConnectionString =>
        $@"host=127.0.0.1 port={Port} user={User} password='{Password.Replace("'", @"\'")}' database=postgres";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes the data folder the first time, and waits for the server to take connections.</summary>
    public async Task StartAsync()
    {
        if (!Directory.Exists(Data))
        {
            await InitialiseAsync();
        }

        _process = Start(
            "postgres", "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=off", "-c", "max_connections=50");
        await Until.IsAsync("postgres to take connections", TimeSpan.FromSeconds(30), IsReadyAsync, () => _process.Output);
    }

    /// <summary>Ends every session and shuts down; the data stays.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        // SIGINT is PostgreSQL's fast shutdown. SIGKILL would leave its shared memory behind.
        await process.SignalAsync("INT");
        await process.EndsWithinAsync(TimeSpan.FromSeconds(20));
        await process.DisposeAsync();
        _process = null;
    }

    /// <summary>Changes what the server takes as password, and ends the sessions of everybody else.</summary>
    public async Task ChangePasswordAsync(string password)
    {
        await RunAsync(ServerProcess.Start(
            "psql", _folder, new Dictionary<string, string?> { ["PGPASSWORD"] = _password }, Path.Combine(Programs!, "psql"),
            "-h", "127.0.0.1", "-p", $"{Port}", "-U", User, "-d", "postgres", "-v", "ON_ERROR_STOP=1",
            "-c", $"ALTER ROLE {User} PASSWORD '{password.Replace("'", "''")}'",
            "-c", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user"));
        _password = password;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitialiseAsync()
    {
        var secret = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(secret, Password);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(ServerProcess.Start("chown", _folder, NoChanges, "chown", "-R", Account, _folder));
        }

        await RunAsync(Start(
            "initdb", "-D", Data, "-U", User, "-A", "scram-sha-256", $"--pwfile={secret}", "-E", "UTF8", "--locale=C",
            "--no-sync"));
    }

    private ServerProcess Start(string program, params string[] args)
    {
        var file = Path.Combine(Programs!, program);

        return Environment.IsPrivilegedProcess
            ? ServerProcess.Start(
                program, _folder, NoChanges, "setpriv",
                [$"--reuid={Account}", $"--regid={Account}", "--clear-groups", "--", file, .. args])
            : ServerProcess.Start(program, _folder, NoChanges, file, args);
    }

    private static async Task RunAsync(ServerProcess process)
    {
        await using (process)
        {
            if (!await process.EndsWithinAsync(TimeSpan.FromSeconds(60)))
            {
                throw new TimeoutException($"{process.Name} did not end:\n{process.Output}");
            }
        }
    }

    private Task<object?> IsReadyAsync() => Task.FromResult<object?>(
        _process!.Output.Contains("ready to accept connections", StringComparison.Ordinal) ? this
        : _process.HasEnded ? throw new InvalidOperationException($"postgres ended:\n{_process.Output}")
        : null);

    private static IReadOnlyDictionary<string, string?> NoChanges { get; } = new Dictionary<string, string?>();

    /// <summary>The newest version Debian's packages installed, else the folder on PATH that has the server.</summary>
    private static string? FindPrograms()
    {
        const string packages = "/usr/lib/postgresql";
        var installed = Directory.Exists(packages) ? Directory.GetDirectories(packages) : [];

        return installed
            .OrderByDescending(folder => Path.GetFileName(folder).PadLeft(4))
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat([Path.GetDirectoryName(Repository.Tool("postgres")) ?? ""])
            .FirstOrDefault(folder => Array.TrueForAll(["initdb", "postgres"], name => File.Exists(Path.Combine(folder, name))));
    }
}
