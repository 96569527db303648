using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Startup;

namespace Serverless.Tests.Rules;

/// <summary>Checks that local.settings.sample.json has every setting with its default, and no other.</summary>
public sealed class SettingsAreListed
{
    /// <summary>Settings of the Functions host itself, which no options class has.</summary>
    private static readonly string[] OfTheHost = ["AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"];

    private static readonly Dictionary<string, string?> Sample = JsonDocument.Parse(Repository.Read("local.settings.sample.json"))
        .RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString());

    [Fact]
    public void The_sample_lists_exactly_the_existing_settings()
    {
        var sections = new SectionWatch();
        var configuration = new ConfigurationBuilder().Add(sections).Build();
        var settings = AllOptions(configuration).SelectMany(options =>
        {
            sections.Bound = null;
            var values = Values(options());
            var prefix = sections.Bound!.Length == 0 ? "" : sections.Bound.Replace(":", "__", StringComparison.Ordinal) + "__";
            return values.Select(value => (Key: prefix + value.Key, value.Value));
        }).ToList();
        var missing = settings.Where(setting => !Sample.ContainsKey(setting.Key)).Select(setting => $"\"{setting.Key}\": \"{Text(setting.Value)}\"").ToList();
        Assert.True(missing.Count == 0, $"Add to local.settings.sample.json:\n{string.Join('\n', missing)}");
        var gone = Sample.Keys.Except(settings.Select(setting => setting.Key)).Except(OfTheHost).ToList();
        Assert.True(gone.Count == 0, $"Remove from local.settings.sample.json: {string.Join(", ", gone)}. No options class has such a setting.");
    }

    [Fact]
    public void The_sample_has_the_defaults()
    {
        var sample = new ConfigurationBuilder()
            .AddInMemoryCollection(Sample.Select(value => KeyValuePair.Create(value.Key.Replace("__", ":", StringComparison.Ordinal), value.Value)))
            .Build();
        foreach (var options in AllOptions(sample).Select(bound => bound()))
        {
            Assert.Equal(Values(Activator.CreateInstance(options.GetType())!), Values(options));
        }
    }

    /// <summary>Returns functions that bind each options class of Services.cs from the configuration.</summary>
    private static List<Func<object>> AllOptions(IConfiguration configuration)
    {
        var services = new ServiceCollection().AddSingleton(configuration).AddServerless(configuration);
        var types = services
            .Where(service => service.ServiceType.IsGenericType && service.ServiceType.GetGenericTypeDefinition() == typeof(IConfigureOptions<>))
            .Select(service => service.ServiceType.GetGenericArguments()[0])
            .Where(type => type.Assembly == Product.Assembly)
            .Distinct()
            .ToList();
        Assert.NotEmpty(types);
        var provider = services.BuildServiceProvider();
        return [.. types.Select(type => typeof(IOptions<>).MakeGenericType(type))
            .Select(type => (Func<object>)(() => type.GetProperty("Value")!.GetValue(provider.GetRequiredService(type))!))];
    }

    private static string Text(object? value) => value is bool or Enum ? value.ToString()!.ToLowerInvariant() : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    /// <summary>Returns the settings by key. An empty setting counts as absent.</summary>
    private static SortedDictionary<string, object?> Values(object options)
    {
        var values = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in options.GetType().GetProperties().Where(property => property.SetMethod is { IsPublic: true }))
        {
            var key = property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name;
            var value = property.GetValue(options);
            if (property.PropertyType is { IsClass: true } type && type.Assembly == Product.Assembly)
            {
                foreach (var (name, nested) in Values(value!))
                {
                    values.Add($"{key}__{name}", nested);
                }
            }
            else
            {
                values.Add(key, value is "" ? null : value);
            }
        }

        return values;
    }

    /// <summary>An empty configuration that records which section is read first: the one to which a class is bound.</summary>
    private sealed class SectionWatch : ConfigurationProvider, IConfigurationSource
    {
        public string? Bound { get; set; }

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
        {
            Bound ??= parentPath ?? "";
            return base.GetChildKeys(earlierKeys, parentPath);
        }
    }
}
