using Microsoft.Extensions.Options;

namespace JobWorker.Host.Hosting.Settings;

/// <summary>Settings are read at start, and all that is wrong with any of them is told at once.</summary>
internal static class SettingsServices
{
    /// <summary>Reads options from a section, and has them checked at start.</summary>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, string section)
        where T : class, new()
    {
        services.AddSingleton(new SettingsCheck(configuration => SettingsRules.Broken<T>(configuration.GetSection(section))));

        return services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
    }

    /// <summary>Every wrong setting by its name, a line for each; none when all are right.</summary>
    public static string? WrongSettings(this WebApplication app)
    {
        string[] wrong = [.. app.Services.GetServices<SettingsCheck>().SelectMany(check => check.Problems(app.Configuration))];
        wrong = wrong is [] ? BetweenSections(app.Services) : wrong;

        return wrong is [] ? null : string.Join(Environment.NewLine, wrong.Prepend("The settings are wrong:"));
    }

    /// <summary>Rules about settings of several sections, which can be asked where each is right by itself.</summary>
    private static string[] BetweenSections(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();

            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
    }
}

/// <summary>Looks at one section.</summary>
/// <param name="Problems">What is wrong in it.</param>
internal sealed record SettingsCheck(Func<IConfiguration, IEnumerable<string>> Problems);
