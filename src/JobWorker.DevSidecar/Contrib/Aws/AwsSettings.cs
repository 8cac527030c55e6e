using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Aws;

/// <summary>Where AWS is and who calls it.</summary>
/// <param name="Region">Such as <c>eu-central-1</c>.</param>
/// <param name="Endpoint">Takes the place of every service's own address: an emulator, or a private endpoint.</param>
/// <param name="Credentials">Who calls.</param>
internal sealed record AwsSettings(string Region, Uri? Endpoint, AwsCredentials Credentials)
{
    /// <summary>The second part of every ARN in this region.</summary>
    public string Partition => Region switch
    {
        _ when Region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        _ when Region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ => "aws",
    };

    /// <exception cref="ComponentException">A field is missing or malformed.</exception>
    public static AwsSettings From(ComponentSpec spec) => From(spec, Environment.GetEnvironmentVariable);

    /// <inheritdoc cref="From(ComponentSpec)"/>
    public static AwsSettings From(ComponentSpec spec, Func<string, string?> environment)
    {
        var region = FirstOf(spec.Get("region"), environment("AWS_REGION"), environment("AWS_DEFAULT_REGION"))
            ?? throw new ComponentException("region: must be given here or in AWS_REGION.");

        return new AwsSettings(region, EndpointOf(spec.Get("endpoint")), AwsCredentials.From(spec, environment));
    }

    /// <summary>Where <paramref name="service"/> is called.</summary>
    public Uri AddressOf(string service) =>
        Endpoint ?? new Uri($"https://{service}.{Region}.amazonaws.com{(Partition == "aws-cn" ? ".cn" : "")}/");

    private static Uri? EndpointOf(string text) => text switch
    {
        "" => null,
        _ when Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") => uri,
        _ => throw new ComponentException($"endpoint: '{text}' must be an http or https URL."),
    };

    private static string? FirstOf(params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            if (!string.IsNullOrEmpty(value))
            {
                return value;
            }
        }

        return null;
    }
}
