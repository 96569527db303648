using System.Reflection;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>Checks that tests that do not depend on the tested process are in the category that also runs against other builds of the product.</summary>
public sealed class BlackBoxTestsAreMarked
{
    [Fact]
    public void Tests_that_run_against_any_server_are_in_category_BlackBox()
    {
        var tests = typeof(Server).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IClassFixture<Server>))).ToList();
        Assert.NotEmpty(tests);
        Assert.All(tests, type => Assert.Contains(type.GetCustomAttributes<TraitAttribute>(), trait => (trait.Name, trait.Value) == ("Category", "BlackBox")));
    }
}
