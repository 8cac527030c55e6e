using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Catalog.Model;
using JobWorker.Host.Catalog.Operations;
using JobWorker.Host.Catalog.Upkeep;
using JobWorker.Host.Hosting.Settings;

namespace JobWorker.Host.Catalog;

/// <summary>What the catalog is made of.</summary>
internal static class CatalogServices
{
    public static IServiceCollection AddCatalog(this IServiceCollection services)
    {
        services.AddSettings<CatalogOptions>(CatalogOptions.Section);
        services.AddSingleton<CatalogStore>();
        services.AddSingleton<CatalogModel>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<CatalogWriter>();
        services.AddSingleton<ICatalog>(provider => provider.GetRequiredService<CatalogWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<CatalogWriter>());
        services.AddSingleton<CatalogReader>();
        services.AddHostedService(provider => provider.GetRequiredService<CatalogReader>());
        services.AddSingleton<Checkpoint>();
        services.AddSingleton<Comparison>();
        services.AddHostedService<CatalogUpkeep>();
        services.AddSingleton<CatalogRebuild>();
        services.AddHostedService(provider => provider.GetRequiredService<CatalogRebuild>());
        services.AddSingleton<OperationStore>();
        services.AddHostedService<OperationRunner>();

        return services;
    }
}
