using System.Globalization;
using System.Reflection;

namespace Serverless.Domain.Settings;

/// <summary>Reads the values of settings of the app, defaults included.</summary>
public static class AppSettingValues
{
    /// <summary>Returns the settings of an options class and of the classes of its properties, without secrets.</summary>
    /// <param name="options">The options.</param>
    /// <param name="section">The name of their section.</param>
    public static IEnumerable<(string Name, string Value)> Of(object options, string section)
    {
        foreach (var property in options.GetType().GetProperties().Where(property => property.SetMethod is { IsPublic: true } && !property.IsDefined(typeof(SecretSettingAttribute))))
        {
            var (name, value) = ($"{section}__{property.Name}", property.GetValue(options));
            if (value is not null && property.PropertyType is { IsClass: true } type && type.Assembly == typeof(AppSettingValues).Assembly)
            {
                foreach (var nested in Of(value, name))
                {
                    yield return nested;
                }
            }
            else
            {
                yield return (name, value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            }
        }
    }
}
