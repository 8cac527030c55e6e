using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Hosting.Settings;

/// <summary>Every rule that the settings of a section break: each can be read, and is what its options ask for.</summary>
internal static class SettingsRules
{
    /// <summary>The broken rules of <paramref name="section"/>, each with the setting's name.</summary>
    public static IEnumerable<string> Broken<T>(IConfigurationSection section)
        where T : class, new()
    {
        var unreadable = Unreadable.In(section, typeof(T)).ToList();

        // The others are checked as if those had not been given.
        var names = unreadable.Select(bad => bad.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var readable = section.AsEnumerable().Where(one => one.Value is not null && !names.Contains(one.Key));
        var rest = new ConfigurationBuilder().AddInMemoryCollection(readable).Build();
        var options = rest.GetSection(section.Path).Get<T>() ?? new T();

        return [.. unreadable.Select(bad => $"{bad.Key} {bad.Rule}."), .. Broken(options, section.Path)];
    }

    /// <summary>The rules that <paramref name="options"/> break. The validator asks options for rules of their own only where all others hold.</summary>
    private static IEnumerable<string> Broken(object options, string section)
    {
        var context = new ValidationContext(options);
        List<ValidationResult> broken = [];
        Validator.TryValidateObject(options, context, broken, validateAllProperties: true);

        return broken.Concat((options as IValidatableObject)?.Validate(context) ?? [])
            .Select(rule => Named(rule.ErrorMessage!, rule.MemberNames.FirstOrDefault(), section))
            .Distinct();
    }

    private static string Named(string rule, string? member, string section) =>
        rule.StartsWith($"{section}:", StringComparison.Ordinal) ? rule : $"{section}:{member}: {rule}";
}
