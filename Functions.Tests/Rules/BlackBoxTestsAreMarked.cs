using System.Reflection;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>What says nothing of the process that it tests is in the category that is run against other builds of the product, too.</summary>
public sealed class BlackBoxTestsAreMarked
{
    [Fact]
    public void Tests_of_any_server_are_in_category_BlackBox()
    {
        var tests = typeof(Server).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IClassFixture<Server>))).ToList();
        Assert.NotEmpty(tests);
        Assert.All(tests, type => Assert.Contains(type.GetCustomAttributes<TraitAttribute>(), trait => (trait.Name, trait.Value) == ("Category", "BlackBox")));
    }
}
