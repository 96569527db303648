using Serverless.Api.Shared.Declarations;
using Serverless.LocalHost;

namespace Serverless.Tests.Rules;

/// <summary>Checks the ways in which the product finds its own code at start: they look only at public classes, or read a list of the build, because to load all types takes long.</summary>
public sealed class FunctionsAreFoundAtStart
{
    [Fact]
    public void Every_method_and_endpoint_is_public()
    {
        Assert.NotEmpty(Product.Methods);
        Assert.NotEmpty(Product.Endpoints);
        Assert.All(Product.Methods.Concat(Product.Endpoints), type => Assert.True(type.IsVisible, $"{type} is not public, so the app does not find it."));
        Assert.Equal(
            Product.Methods.Concat(Product.Endpoints).Select(type => type.FullName).Order(StringComparer.Ordinal),
            Catalogue.TypesOf<Operation>().Select(type => type.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_list_of_the_build_and_the_attributes_name_the_same_functions()
    {
        var declared = Product.Triggers.Select(trigger => (trigger.Name, trigger.Function)).OrderBy(function => function.Name, StringComparer.Ordinal).ToList();

        Assert.NotEmpty(declared);
        Assert.Equal(declared, HostList.Of(Product.Assembly)!.OrderBy(function => function.Name, StringComparer.Ordinal));
        Assert.Equal(declared, FunctionCatalog.Declared(Product.Assembly).OrderBy(function => function.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void The_list_of_another_app_is_not_used() => Assert.Null(HostList.Of(typeof(FunctionsAreFoundAtStart).Assembly));
}
