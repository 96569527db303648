using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Startup;
using Serverless.Storage;

namespace Serverless.Tests.Rules;

/// <summary>
/// Checks the list of tables. A table that is a property of Tables but not in the list would work where it already exists and fail in a new
/// installation.
/// </summary>
public sealed class EveryTableIsMade
{
    [Fact]
    public void All_lists_every_table_once()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(StorageConnection.Setting, "UseDevelopmentStorage=true"), new("Storage:Prefix", "x")])
            .Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddServerless(configuration).BuildServiceProvider();
        var tables = services.GetRequiredService<Tables>();

        var declared = typeof(Tables).GetProperties()
            .Where(property => property.PropertyType == typeof(TableClient))
            .Select(property => (property.Name, Table: (TableClient)property.GetValue(tables)!))
            .ToList();

        Assert.NotEmpty(declared);
        Assert.Equal(declared.Select(table => table.Table.Name).Order(StringComparer.Ordinal), tables.All.Select(table => table.Name).Order(StringComparer.Ordinal));
        Assert.All(declared, table => Assert.Equal("x" + table.Name, table.Table.Name)); // the prefix separates installations
    }
}
