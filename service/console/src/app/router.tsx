import { Spin } from "antd";
import { createBrowserRouter, Navigate } from "react-router";
import { ErrorPage } from "../components/ErrorPage";
import { isOpen, PAGES } from "./pages";
import { Allowed, NoSuchPage, Shell } from "./Shell";
import { useSession } from "../session/useSession";

/** The first page of the menu that is there and that the one signed in may see. */
function Home() {
  const { may } = useSession();
  const first = PAGES.find((page) => page.menu && isOpen(page, may));
  return <Navigate to={first?.path ?? "/law"} replace />;
}

export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <ErrorPage />,
    hydrateFallbackElement: <Spin fullscreen />,
    children: [
      { index: true, element: <Home /> },
      ...PAGES.filter((page) => page.load).map((page) => ({
        path: page.path,
        errorElement: <ErrorPage />,
        lazy: async () => {
          const { default: Found } = await page.load!();
          return {
            Component: () => (
              <Allowed page={page}>
                <Found />
              </Allowed>
            ),
          };
        },
      })),
      { path: "*", element: <NoSuchPage /> },
    ],
  },
]);
