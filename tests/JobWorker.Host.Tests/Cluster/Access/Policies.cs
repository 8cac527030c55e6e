using JobWorker.Host.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Cluster.Access;

/// <summary>A policy that tests change as an edited settings file would.</summary>
internal static class Policies
{
    public static PolicyInForce InForce(out IConfigurationRoot settings, params string[] namespaces)
    {
        settings = new ConfigurationBuilder().AddInMemoryCollection().Build();

        return new PolicyInForce(
            Options.Create(new PolicyOptions { Namespaces = namespaces }), settings, NullLogger<PolicyInForce>.Instance);
    }

    /// <summary>The settings name these namespaces from now on.</summary>
    public static void Allow(this IConfigurationRoot settings, params string[] namespaces)
    {
        for (var i = 0; i < namespaces.Length; i++)
        {
            settings[$"Policy:Namespaces:{i}"] = namespaces[i];
        }

        settings.Reload();
    }
}
