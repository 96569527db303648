using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Serverless.Domain.Settings;

/// <summary>One setting of the app: a property of an options class that can be set.</summary>
/// <param name="Key">The key in the configuration, as in <c>Session:LifetimeDays</c>.</param>
/// <param name="Property">The property.</param>
public sealed record AppSetting(string Key, PropertyInfo Property)
{
    private const int LongestShown = 64;

    /// <summary>Gets the name that people use, as in <c>Session__LifetimeDays</c>.</summary>
    public string Name { get; } = NameOf(Key);

    /// <summary>Gets the allowed values, in words that complete "it must be …".</summary>
    public string Allowed => (IsOptional ? "empty or " : "") + (Rule?.Allowed ?? (Range is { } range
        ? $"{(Type == typeof(double) ? "a number" : "an integer")} from {Text(range.Minimum)} to {Text(range.Maximum)}"
        : Type == typeof(bool) ? "true or false"
        : Type.IsEnum ? OneOf(Enum.GetNames(Type))
        : Type == typeof(string) ? "a text" : "an integer"));

    private Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    private bool IsOptional => Nullable.GetUnderlyingType(Property.PropertyType) is not null;

    private SettingRuleAttribute? Rule => Property.GetCustomAttribute<SettingRuleAttribute>();

    private RangeAttribute? Range => Property.GetCustomAttribute<RangeAttribute>();

    /// <summary>Returns the settings of an options class and of the classes of its properties.</summary>
    /// <param name="options">The class.</param>
    /// <param name="section">The key of the section that the class is bound to; empty for the root.</param>
    public static IEnumerable<AppSetting> Of(Type options, string section)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var property in options.GetProperties().Where(property => property.SetMethod is { IsPublic: true }))
        {
            var name = property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name;
            var key = section.Length == 0 ? name : $"{section}:{name}";
            if (property.PropertyType is { IsClass: true } type && type.Assembly == typeof(AppSetting).Assembly)
            {
                foreach (var nested in Of(type, key))
                {
                    yield return nested;
                }
            }
            else
            {
                yield return new AppSetting(key, property);
            }
        }
    }

    /// <summary>Returns the name that people use for a key.</summary>
    public static string NameOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>Checks a value in its text form.</summary>
    /// <returns>A sentence that names the setting, the value and what is allowed; null if the value is allowed.</returns>
    public string? Refuse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0 && IsOptional)
        {
            return null;
        }

        if (!TryRead(text, out var value) || Rule?.IsValid(value) == false || Range?.IsValid(value) == false)
        {
            return $"{Name} is {Shown(text)}; it must be {Allowed}.";
        }

        return Property.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(other => !other.IsValid(value)) is { } broken
            ? $"{Name} is {Shown(text)}. {broken.FormatErrorMessage(Name)}."
            : null;
    }

    private bool TryRead(string text, out object? value)
    {
        var isRead = true;
        value = null;
        if (Type == typeof(bool))
        {
            isRead = bool.TryParse(text, out var found);
            value = found;
        }
        else if (Type == typeof(int))
        {
            isRead = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var found);
            value = found;
        }
        else if (Type == typeof(long))
        {
            isRead = long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var found);
            value = found;
        }
        else if (Type == typeof(double))
        {
            isRead = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var found);
            value = found;
        }
        else if (Type.IsEnum)
        {
            isRead = Enum.GetNames(Type).Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);
        }
        else
        {
            value = text;
        }

        return isRead;
    }

    private string Shown(string text)
    {
        if (text.Length == 0)
        {
            return "empty";
        }

        if (Property.IsDefined(typeof(SecretSettingAttribute)))
        {
            return "not usable";
        }

        var start = string.Concat(text.Take(LongestShown).Select(character => char.IsControl(character) ? ' ' : character));
        return text.Length > LongestShown ? $"\"{start}…\"" : $"\"{start}\"";
    }

    private static string OneOf(string[] names)
    {
        var lower = names.Select(name => name.ToLowerInvariant()).ToArray();
        return $"{string.Join(", ", lower[..^1])} or {lower[^1]}";
    }

    private static string Text(object number) => Convert.ToDouble(number, CultureInfo.InvariantCulture).ToString("0.##", CultureInfo.InvariantCulture);
}
