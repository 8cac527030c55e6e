using System.ComponentModel;

namespace JobWorker.Host.Hosting.Settings;

/// <summary>Settings whose text is not of their type. The binder passes over such an element of a list, and ends at any other.</summary>
internal static class Unreadable
{
    /// <summary>Those beneath <paramref name="section"/>, each with the rule to be read after its name.</summary>
    /// <param name="section">Where options are read from.</param>
    /// <param name="type">What they are.</param>
    public static IEnumerable<(string Key, string Rule)> In(IConfigurationSection section, Type type) =>
        ElementOf(type) is { } element
            ? section.GetChildren().SelectMany(child => Of(child, element))
            : type.GetProperties().Where(p => p.SetMethod is not null).SelectMany(p => Of(section.GetSection(p.Name), p.PropertyType));

    private static IEnumerable<(string Key, string Rule)> Of(IConfigurationSection setting, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type);
        if (setting.Value is not { } text || (plain is not null && text.Length == 0))
        {
            return In(setting, type);
        }

        var converter = TypeDescriptor.GetConverter(plain ?? type);
        if (!converter.CanConvertFrom(typeof(string)))
        {
            return text.Length == 0 ? [] : [(setting.Path, $"must have no value, but settings beneath it, such as {setting.Path}:0")];
        }

        return Reads(converter, plain ?? type, text) ? [] : [(setting.Path, RuleOf(plain ?? type))];
    }

    private static bool Reads(TypeConverter converter, Type type, string text) =>
        type.IsEnum ? Enum.TryParse(type, text, ignoreCase: true, out _) : converter.IsValid(text);

    private static string RuleOf(Type type) => type switch
    {
        { IsEnum: true } => $"must be one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(TimeSpan) => "must be a time, such as 00:00:05",
        _ when type == typeof(bool) => "must be true or false",
        _ => "must be a number",
    };

    /// <summary>Of a list or a dictionary, what is in it.</summary>
    private static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType() : type.IsGenericType ? type.GetGenericArguments()[^1] : null;
}
