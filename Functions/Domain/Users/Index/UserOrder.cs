using System.Globalization;

namespace Serverless.Domain.Users.Index;

/// <summary>Specifies an order in which the index keeps all users. Each order has its own tree.</summary>
public enum UserOrder
{
    /// <summary>By id.</summary>
    Id,

    /// <summary>By name, in the order of UTF-16 code units.</summary>
    Name,

    /// <summary>By time of creation, then by id.</summary>
    Created,

    /// <summary>Disabled before enabled, each group by id.</summary>
    EnabledId,

    /// <summary>Disabled before enabled, each group by name.</summary>
    EnabledName,

    /// <summary>Disabled before enabled, each group by time of creation.</summary>
    EnabledCreated,
}

/// <summary>Provides the keys of the orders. Their ordinal order is the order of the list, and each key is unique.</summary>
internal static class UserOrders
{
    /// <summary>The first key of enabled users, in the orders that group by state.</summary>
    public const string FirstEnabled = "1";

    /// <summary>All orders.</summary>
    public static readonly UserOrder[] All = Enum.GetValues<UserOrder>();

    /// <summary>Returns the name of the tree.</summary>
    public static string Tree(this UserOrder order) => order.ToString();

    /// <summary>Returns the key of a user in an order.</summary>
    public static string Key(this UserOrder order, UserListing user) => order switch
    {
        UserOrder.Id => Key(user.Id),
        // The id makes the key unique: the index may briefly show two users with one name, when one released it and the other took it.
        UserOrder.Name => user.Name + "\0" + Key(user.Id),
        UserOrder.Created => Key(user.Created.UtcTicks) + Key(user.Id),
        UserOrder.EnabledId => Group(user) + UserOrder.Id.Key(user),
        UserOrder.EnabledName => Group(user) + UserOrder.Name.Key(user),
        UserOrder.EnabledCreated => Group(user) + UserOrder.Created.Key(user),
        _ => throw new ArgumentOutOfRangeException(nameof(order)),
    };

    /// <summary>Returns the key of a number.</summary>
    public static string Key(long number) => number.ToString("D19", CultureInfo.InvariantCulture);

    private static string Group(UserListing user) => user.Enabled ? FirstEnabled : "0";
}
