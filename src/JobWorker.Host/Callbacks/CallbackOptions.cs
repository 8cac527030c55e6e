using System.ComponentModel.DataAnnotations;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Callbacks.Signing;

namespace JobWorker.Host.Callbacks;

/// <summary>How callbacks are sent. Section <c>Callbacks</c>; read once, at start.</summary>
internal sealed class CallbackOptions : IValidatableObject
{
    public const string Section = "Callbacks";

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    /// <summary>Name of the HTTP output binding that carries callbacks to the egress endpoint. Default <c>webhook</c>.</summary>
    [Required]
    public string Binding { get; init; } = "webhook";

    /// <summary>Callbacks in flight at once, over all receivers. 1 to 4096; default 256.</summary>
    [Range(1, 4096)]
    public int Concurrency { get; init; } = 256;

    /// <summary>Callbacks in flight at once to one receiver: scheme, host and port. 1 to 1024; default 32.</summary>
    [Range(1, 1024)]
    public int ConcurrencyPerReceiver { get; init; } = 32;

    /// <summary>One key that signs; beside <see cref="Secrets"/>. None: there is no such key.</summary>
    public string? Secret { get; init; }

    /// <summary>
    /// Keys that sign by Standard Webhooks 1.0.0, each with a signature of its own, so that a key can be exchanged while both are
    /// known: <c>whsec_</c> or <c>whsk_</c> and base64, or <c>secret:STORE/NAME[/KEY]</c>. None: unsigned.
    /// </summary>
    public IList<string> Secrets { get; init; } = [];

    /// <summary>After this time a key is read again from its secret store. 1 s to 1 d; default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SecretRefresh { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What is different for the receivers beneath some URLs.</summary>
    public IList<CallbackRoute> Routes { get; init; } = [];

    /// <summary>
    /// The waits between attempts at a callback; there is one attempt more than waits. 1 to 20 of 10 ms to 7 d; default 5 s,
    /// 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h. Each is lengthened by up to a tenth, by chance.
    /// </summary>
    public IList<TimeSpan> Schedule { get; init; } = [];

    /// <summary>
    /// An HTTP proxy through which the egress endpoint sends, such as <c>http://proxy:3128/</c>, or with user and password in
    /// it. None: it sends directly, whatever the environment says.
    /// </summary>
    public string? Proxy { get; init; }

    /// <summary>
    /// <c>USER:PASSWORD</c> for the proxy, or <c>secret:STORE/NAME[/KEY]</c> where that is kept. None: those in
    /// <see cref="Proxy"/>.
    /// </summary>
    public string? ProxyCredentials { get; init; }

    /// <summary>
    /// Receivers reached without the proxy: names with all below them, addresses, networks, or <c>*</c>. Default none.
    /// </summary>
    public IList<string> NoProxy { get; init; } = [];

    /// <summary>
    /// Lines of a failed container's log to tell its client, at most 4 KiB. 0 to 100; default 0: none, for logs hold
    /// secrets.
    /// </summary>
    [Range(0, 100)]
    public int LogLines { get; init; }

    /// <summary><see cref="Proxy"/> as a URL; none where there is none, or it is not one.</summary>
    internal Uri? ProxyUrl => Uri.TryCreate(Proxy, UriKind.Absolute, out var url)
        && url is { Scheme: "http", PathAndQuery: "/", Fragment: "", Host: [_, ..] }
        ? url
        : null;

    /// <summary><see cref="Secret"/> and <see cref="Secrets"/>.</summary>
    internal IEnumerable<string> AllSecrets => Secret is null ? Secrets : Secrets.Prepend(Secret);

    /// <summary>The output bindings that callbacks go through.</summary>
    internal IEnumerable<string> Bindings => [Binding, .. Routes.Select(route => route.Binding).OfType<string>()];

    /// <summary>The secret stores that hold keys, or the proxy's credentials.</summary>
    internal IEnumerable<string> SecretStores =>
        ((IEnumerable<string>)[.. AllSecrets, .. Routes.SelectMany(route => route.Secrets ?? []), ProxyCredentials ?? ""])
            .Select(SecretReference.Parse).OfType<SecretReference>().Select(reference => reference.Store);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var problem in AllSecrets.Select(Problem).OfType<string>())
        {
            yield return new ValidationResult($"Callbacks:Secrets: {problem}.", [nameof(Secrets)]);
        }

        foreach (var (name, problem) in ProxyProblems())
        {
            yield return new ValidationResult(problem, [name]);
        }

        if (Schedule.Count > 20)
        {
            yield return new ValidationResult("Callbacks:Schedule must have 1 to 20 waits.", [nameof(Schedule)]);
        }

        foreach (var (wait, i) in Schedule.Select((wait, i) => (wait, i)))
        {
            if (wait < ShortestWait || wait > LongestWait)
            {
                yield return new ValidationResult($"Callbacks:Schedule:{i} must be from 10 ms to 7 days.", [nameof(Schedule)]);
            }
        }

        foreach (var (route, i) in Routes.Select((route, i) => (route, i)))
        {
            if (route.Url is null)
            {
                yield return new ValidationResult(
                    $"Callbacks:Routes:{i}:Prefix must be an absolute http or https URL that ends with a slash.", [nameof(Routes)]);
            }

            foreach (var problem in (route.Secrets ?? []).Select(Problem).OfType<string>())
            {
                yield return new ValidationResult($"Callbacks:Routes:{i}:Secrets: {problem}.", [nameof(Routes)]);
            }
        }
    }

    /// <summary>Without the values: they hold passwords.</summary>
    private IEnumerable<(string Name, string Problem)> ProxyProblems()
    {
        if (Proxy is not null && ProxyUrl is null)
        {
            yield return (nameof(Proxy), "Callbacks:Proxy must be an http URL without a path, such as http://proxy:3128.");
        }

        if (ProxyCredentials is { } credentials)
        {
            if (ProxyUrl is not { UserInfo: "" })
            {
                yield return (
                    nameof(ProxyCredentials), "Callbacks:ProxyCredentials needs a Callbacks:Proxy without user and password.");
            }

            if (SecretReference.IsOne(credentials) ? SecretReference.Parse(credentials) is null : credentials.IndexOf(':') < 1)
            {
                yield return (
                    nameof(ProxyCredentials),
                    "Callbacks:ProxyCredentials must be USER:PASSWORD or secret:STORE/NAME or secret:STORE/NAME/KEY.");
            }
        }

        foreach (var (text, i) in NoProxy.Select((text, i) => (text, i)))
        {
            if (EgressProxy.Bypass.Parse(text) is null)
            {
                yield return (
                    nameof(NoProxy),
                    $"Callbacks:NoProxy:{i} must be a host name, an address, a network such as 10.0.0.0/8, or *.");
            }
        }
    }

    /// <summary>What is wrong with a key as it is written; a key itself is never told.</summary>
    private static string? Problem(string text)
    {
        string? problem = null;
        if (!SecretReference.IsOne(text))
        {
            SigningKey.Parse(text, out problem);
        }
        else if (SecretReference.Parse(text) is null)
        {
            problem = "a reference is written secret:STORE/NAME or secret:STORE/NAME/KEY";
        }

        return problem;
    }
}
